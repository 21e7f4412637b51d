using Lever.Sandbox.OAuth;
using Lever.Sandbox.Organisations;
using Microsoft.Extensions.Options;

namespace Lever.Sandbox.Api;

/// <summary>Finds out whose access token a call carries, and whether it still works.</summary>
internal sealed class Authentication(
    LeverState lever, AccessTokens accessTokens, IOptions<SandboxOptions> options, TimeProvider clock)
{
    private const string Bearer = "Bearer ";

    /// <summary>The organisation of a token that was once ours, and the caller if it still works.</summary>
    public (Organisation Organisation, Caller? Caller) Identify(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) throw Refusal.Unauthorized();

        var claims = accessTokens.Read(header[Bearer.Length..].Trim());
        if (lever.Find(claims.AccountId) is not { } organisation) throw Refusal.Unauthorized();

        lock (organisation.Gate)
        {
            return organisation.Grants.Find(claims.GrantId) is { } grant && IsValid(organisation, grant, claims)
                ? (organisation, new(organisation, grant, options.Value.UrlFor(request)))
                : (organisation, null);
        }
    }

    private bool IsValid(Organisation organisation, Grant grant, AccessTokenClaims claims)
    {
        if (claims.ExpiresAt <= clock.GetUtcNow().ToUnixTimeSeconds()) return false;
        if (int.Parse(claims.Serial, System.Globalization.CultureInfo.InvariantCulture) < grant.FirstValidSerial) return false;
        if (organisation.Rules.RevokesImmediately && grant.IsRevoked) return false;

        return organisation.Users.Find(grant.UserId) is { IsActive: true };
    }
}
