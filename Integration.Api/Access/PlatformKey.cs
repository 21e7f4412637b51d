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

    /// <summary>Compares in constant time, whatever the lengths.</summary>
    public bool Accepts(string presented)
    {
        var hash = Hash(presented);
        var accepted = false;
        foreach (var key in ApiKey.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            accepted |= CryptographicOperations.FixedTimeEquals(hash, Hash(key));
        return accepted;

        static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
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
