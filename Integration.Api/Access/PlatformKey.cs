using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Integration.Api.Access;

/// <summary>The keys of the host product's backend.</summary>
internal sealed class PlatformOptions
{
    public const string Section = "Platform";

    /// <summary>One key, or several separated by commas while one is rotated. Empty refuses every call.</summary>
    public string ApiKey { get; init; } = "";

    /// <summary>Shorter ones may be found by trying.</summary>
    private const int FewestCharacters = 24;

    /// <summary>The key that the AppHost gives in development: whoever reads this repository knows it.</summary>
    private const string Known = "development-key";

    private string[] Keys => ApiKey.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Whether there is a key, and nobody can guess any.</summary>
    public bool IsStrong => Keys is { Length: > 0 } keys
        && Array.TrueForAll(keys, key => key.Length >= FewestCharacters && !key.Contains(Known, StringComparison.OrdinalIgnoreCase));

    /// <summary>Compares in constant time, whatever the lengths.</summary>
    public bool Accepts(string presented)
    {
        var hash = Hash(presented);
        var accepted = false;
        foreach (var key in Keys)
            accepted |= CryptographicOperations.FixedTimeEquals(hash, Hash(key));
        return accepted;

        static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
    }
}

internal static class PlatformKeys
{
    /// <summary>True, after a sentence on the error output, when a key of the setting can be guessed: for Production.</summary>
    public static bool HasWeakPlatformKey(this WebApplicationBuilder builder)
    {
        if (builder.Configuration.GetSection(PlatformOptions.Section).Get<PlatformOptions>() is { IsStrong: true }) return false;

        Console.Error.WriteLine(
            $"{builder.Environment.ApplicationName} cannot start: each key in Platform__ApiKey must have at least 24 characters, and none may be the one that is used in development.");
        return true;
    }
}

/// <summary>Authenticates the host product's backend by <c>Authorization: Bearer</c> with its key.</summary>
internal sealed class PlatformKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> schemes, ILoggerFactory loggers, UrlEncoder encoder, IOptionsMonitor<PlatformOptions> platform)
    : AuthenticationHandler<AuthenticationSchemeOptions>(schemes, loggers, encoder)
{
    private const string Prefix = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return Task.FromResult(AuthenticateResult.NoResult());
        if (!platform.CurrentValue.Accepts(header[Prefix.Length..])) return Task.FromResult(AuthenticateResult.Fail("Wrong key."));

        var platformItself = new ClaimsPrincipal(new ClaimsIdentity(AccessPolicies.PlatformKey));
        return Task.FromResult(AuthenticateResult.Success(new(platformItself, Scheme.Name)));
    }
}
