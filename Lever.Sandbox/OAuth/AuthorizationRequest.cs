using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace Lever.Sandbox.OAuth;

/// <summary>What an app asks for when it sends a browser to <c>/authorize</c>.</summary>
internal sealed record AuthorizationRequest(
    string ClientId, string RedirectUri, string State, string Audience, IReadOnlyList<string> Scopes)
{
    /// <summary>The request, or the words of the page that Lever shows instead of consent.</summary>
    public static (AuthorizationRequest? Request, string? Problem) Read(HttpRequest http, SandboxOptions options)
    {
        string Get(string name) => http.Query[name].ToString();

        if (Get("client_id") != options.ClientId) return (null, $"Unknown client: {Get("client_id")}");

        // The real one shows a window that says just this word.
        if (!IsRegistered(Get("redirect_uri"), options)) return (null, "undefined: the redirect_uri is not registered for this app");
        if (Get("response_type") != "code") return (null, "Unsupported response type; it must be \"code\"");
        if (Get("state").Length == 0) return (null, "Missing required parameter: state");

        var audience = Get("audience");
        var scopes = Get("scope").Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct()
            .Where(scope => OAuth.Scopes.Describe(scope) is not null)
            .Where(scope => scope == OAuth.Scopes.OfflineAccess || IsApi(audience, http, options));

        return (new(Get("client_id"), Get("redirect_uri"), Get("state"), audience, [.. scopes]), null);
    }

    /// <summary>The address of the callback with an authorization code.</summary>
    public string Accepted(string code) => Callback(("code", code));

    public string Refused(string description) => Callback(("error", "access_denied"), ("error_description", description));

    /// <summary>Whether this is exactly the API's address; without it, consent is about offline access only.</summary>
    private static bool IsApi(string audience, HttpRequest http, SandboxOptions options) =>
        audience == $"{options.UrlFor(http)}/v1/" || audience == $"{http.Scheme}://{http.Host}/v1/";

    private static bool IsRegistered(string redirectUri, SandboxOptions options) =>
        Uri.TryCreate(redirectUri, UriKind.Absolute, out _)
        && options.RegisteredRedirectUris.Any(pattern =>
            Regex.IsMatch(redirectUri, $"^{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal)}$"));

    private string Callback(params (string Name, string Value)[] parameters) => QueryHelpers.AddQueryString(
        RedirectUri,
        parameters.Append(("state", State)).Select(p => KeyValuePair.Create<string, string?>(p.Item1, p.Item2)));
}
