using System.Text.Json;
using System.Text.Json.Nodes;
using Lever.Sandbox.Organisations;
using Lever.Sandbox.State;

namespace Lever.Sandbox.OAuth;

/// <summary>Makes grants and rotates their tokens: a refresh token that was used before ends its whole family.</summary>
internal sealed class TokenIssuer(LeverState lever, AuthorizationCodes codes, AccessTokens accessTokens, TimeProvider clock)
{
    private static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(365);
    private static readonly TimeSpan RefreshIdleLifetime = TimeSpan.FromDays(90);

    public TokenAnswer Exchange(string code, string redirectUri, string url)
    {
        if (codes.Take(code) is not { } issued) return InvalidGrant("Invalid authorization code");

        var request = issued.Request;
        if (redirectUri.Length > 0 && redirectUri != request.RedirectUri) return InvalidGrant("Invalid redirect URI");

        var organisation = lever.Find(issued.OrganisationId)!;
        lock (organisation.Gate)
        {
            var now = Now;
            var grant = new Grant
            {
                Id = Seed.NewId(),
                UserId = issued.UserId,
                ClientId = request.ClientId,
                Scopes = request.Scopes,
                Audience = request.Audience,
                CreatedAt = now,
                RefreshedAt = now,
            };
            return IssuePair(organisation, grant, url);
        }
    }

    public TokenAnswer Refresh(RefreshToken? token, string url)
    {
        if (token is null || lever.Find(token.OrganisationId) is not { } organisation) return UnknownToken();

        lock (organisation.Gate)
        {
            if (organisation.Grants.Find(token.GrantId) is not { } grant || !IsAlive(organisation, grant)) return UnknownToken();

            if (token.Hash != grant.RefreshTokenHash)
            {
                organisation.Grants.Put(grant with { RevokedAt = Now });
                return UnknownToken();
            }

            return IssuePair(organisation, grant with { RefreshedAt = Now }, url);
        }
    }

    private TokenAnswer IssuePair(Organisation organisation, Grant grant, string url)
    {
        var refreshToken = grant.Scopes.Contains(Scopes.OfflineAccess) ? RefreshToken.New(organisation.Id, grant.Id) : null;
        var saved = organisation.Grants.Put(grant with
        {
            RefreshTokenHash = refreshToken?.Hash,
            LastSerial = grant.LastSerial + 1,
        });

        return TokenAnswer.Pair(
            accessTokens.Issue(organisation, saved, url),
            refreshToken?.Text,
            string.Join(' ', grant.Scopes),
            accessTokens.LifetimeSeconds).With(organisation.Rules.TokenAnswer);
    }

    /// <summary>A grant ends by revocation, by age, unused, and with the access of the person who gave it.</summary>
    private bool IsAlive(Organisation organisation, Grant grant) =>
        !grant.IsRevoked
        && organisation.Users.Find(grant.UserId) is { IsActive: true }
        && Now - grant.CreatedAt <= RefreshLifetime.TotalMilliseconds
        && Now - grant.RefreshedAt <= RefreshIdleLifetime.TotalMilliseconds;

    private long Now => clock.Milliseconds();

    private static TokenAnswer UnknownToken() => InvalidGrant("Unknown or invalid refresh token.");

    private static TokenAnswer InvalidGrant(string description) => TokenAnswer.Error(403, "invalid_grant", description);
}

/// <summary>An answer of the token endpoint.</summary>
internal sealed record TokenAnswer(int Status, object Body)
{
    public static TokenAnswer Error(int status, string error, string description) =>
        new(status, new { error, error_description = description });

    public static TokenAnswer Pair(string accessToken, string? refreshToken, string scope, int expiresIn) => new(200, refreshToken is null
        ? new { access_token = accessToken, token_type = "Bearer", scope, expires_in = expiresIn }
        : new { access_token = accessToken, refresh_token = refreshToken, token_type = "Bearer", scope, expires_in = expiresIn });

    /// <summary>The same with other values for these fields.</summary>
    public TokenAnswer With(JsonObject? fields)
    {
        if (fields is null) return this;

        var body = JsonSerializer.SerializeToNode(Body, Body.GetType(), Api.LeverJson.Options)!.AsObject();
        foreach (var (name, value) in fields) body[name] = value?.DeepClone();
        return this with { Body = body };
    }

    public Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(Body, Body.GetType(), Api.LeverJson.Options);
    }
}
