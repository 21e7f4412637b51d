using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Lever.Sandbox.Api;
using Lever.Sandbox.Organisations;
using Microsoft.Extensions.Options;

namespace Lever.Sandbox.OAuth;

/// <summary>The token endpoint: codes and refresh tokens in, a pair of tokens out; errors in the identity provider's shape.</summary>
internal static class TokenEndpoints
{
    private const string Path = "/oauth/token";

    public static void MapTokens(this IEndpointRouteBuilder routes) =>
        routes.MapPost(Path, Token).WithSummary("Exchange an authorization code or a refresh token");

    private static async Task Token(
        HttpContext context, LeverState lever, AuthorizationCodes codes, TokenIssuer issuer, IOptions<SandboxOptions> options)
    {
        if (await ReadAsync(context.Request) is not { } form)
        {
            await TokenAnswer.Error(400, "invalid_request", "The body must be a form or a JSON object.").WriteAsync(context);
            return;
        }

        string Get(string name) => form.GetValueOrDefault(name, "");

        // Whose call this is must be known before it fails or succeeds, so that each organisation has its own faults.
        var code = Get("grant_type") == "authorization_code" ? codes.Peek(Get("code")) : null;
        var token = Get("grant_type") == "refresh_token" ? RefreshToken.Parse(Get("refresh_token")) : null;
        var organisation = lever.Find(code?.OrganisationId ?? token?.OrganisationId);
        var url = options.Value.UrlFor(context.Request);

        TokenAnswer Answer()
        {
            if (!IsClient(Get("client_id"), Get("client_secret"), options.Value)) return TokenAnswer.Error(401, "access_denied", "Unauthorized");

            return Get("grant_type") switch
            {
                "authorization_code" when Get("code").Length == 0 => Missing("code"),
                "authorization_code" => issuer.Exchange(Get("code"), Get("redirect_uri"), url),
                "refresh_token" when Get("refresh_token").Length == 0 => Missing("refresh_token"),
                "refresh_token" => issuer.Refresh(token, url),
                "" => Missing("grant_type"),
                var other => TokenAnswer.Error(403, "unauthorized_client", $"Grant type '{other}' not allowed for the client."),
            };
        }

        if (organisation is null) await Answer().WriteAsync(context);
        else await CallSteps.RunAsync(context, organisation, Path, () => Answer().WriteAsync(context));
    }

    private static TokenAnswer Missing(string parameter) =>
        TokenAnswer.Error(400, "invalid_request", $"Missing required parameter: {parameter}");

    private static bool IsClient(string id, string secret, SandboxOptions options) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes($"{id}\n{secret}"), Encoding.UTF8.GetBytes($"{options.ClientId}\n{options.ClientSecret}"));

    private static async Task<Dictionary<string, string>?> ReadAsync(HttpRequest request)
    {
        if (request.HasFormContentType)
        {
            var form = await request.ReadFormAsync();
            return form.ToDictionary(field => field.Key, field => field.Value.ToString());
        }

        try
        {
            var json = await request.ReadFromJsonAsync<Dictionary<string, JsonElement>>();
            return json?.Where(field => field.Value.ValueKind == JsonValueKind.String)
                .ToDictionary(field => field.Key, field => field.Value.GetString()!);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
