using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Lever.Sandbox.OAuth;

/// <summary>Codes between Accept and the token call: each works once, for ten minutes.</summary>
internal sealed class AuthorizationCodes(TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, AuthorizationCode> _codes = new();

    public string Issue(AuthorizationRequest request, string organisationId, string userId)
    {
        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        _codes[code] = new(request, organisationId, userId, clock.GetUtcNow() + Lifetime);
        return code;
    }

    /// <summary>What the code stands for, without using it.</summary>
    public AuthorizationCode? Peek(string code) => _codes.GetValueOrDefault(code);

    /// <summary>What the code stands for; null when it is unknown, used or too old.</summary>
    public AuthorizationCode? Take(string code) =>
        _codes.TryRemove(code, out var issued) && issued.ExpiresAt > clock.GetUtcNow() ? issued : null;
}

internal sealed record AuthorizationCode(
    AuthorizationRequest Request, string OrganisationId, string UserId, DateTimeOffset ExpiresAt);
