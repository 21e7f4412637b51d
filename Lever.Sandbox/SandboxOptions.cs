namespace Lever.Sandbox;

/// <summary>How this sandbox runs; everything has a default that suits a developer's machine.</summary>
public sealed class SandboxOptions
{
    public const string Section = "Sandbox";

    private static readonly string[] LoopbackAndHttps = ["http://localhost:*", "http://127.0.0.1:*", "https://*"];

    /// <summary>Public address without a trailing slash. Empty: whatever address a request came to.</summary>
    public string? PublicUrl { get; init; }

    public string ClientId { get; init; } = "sandbox";

    /// <summary>What the app is called on the consent page and among the authorized apps.</summary>
    public string AppName { get; init; } = "headhuntr.io";

    public string ClientSecret { get; init; } = "sandbox-secret";

    /// <summary>Registered callbacks; <c>*</c> stands for anything. Empty: loopback over http, anything over https.</summary>
    public string[] RedirectUris { get; init; } = [];

    public int AccessTokenSeconds { get; init; } = 3600;

    public double RequestsPerSecond { get; init; } = 10;

    public int Burst { get; init; } = 20;

    /// <summary>How much faster than real the pauses between the tries of a webhook pass.</summary>
    public double WebhookSpeed { get; init; } = 1;

    /// <summary>File that keeps everything between runs. Empty: in memory only.</summary>
    public string? DataFile { get; init; }

    internal IReadOnlyList<string> RegisteredRedirectUris => RedirectUris.Length > 0 ? RedirectUris : LoopbackAndHttps;

    /// <summary>The address under which the caller of this request knows the sandbox.</summary>
    internal string UrlFor(HttpRequest request) => string.IsNullOrEmpty(PublicUrl)
        ? $"{request.Scheme}://{request.Host}"
        : PublicUrl.TrimEnd('/');
}
