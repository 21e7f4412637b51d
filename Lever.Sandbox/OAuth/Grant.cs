using Lever.Sandbox.Organisations;
using Lever.Sandbox.State;

namespace Lever.Sandbox.OAuth;

/// <summary>What a Super Admin allowed the app, with the family of tokens that came of it.</summary>
internal sealed record Grant : IRow
{
    public required string Id { get; init; }

    public required string UserId { get; init; }

    public required string ClientId { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public required string Audience { get; init; }

    public long CreatedAt { get; init; }

    /// <summary>SHA-256 of the one refresh token that works; null when offline access was not asked for.</summary>
    public string? RefreshTokenHash { get; init; }

    public long RefreshedAt { get; init; }

    /// <summary>Counts the access tokens; those below <see cref="FirstValidSerial"/> were ended early.</summary>
    public int LastSerial { get; init; }

    public int FirstValidSerial { get; init; }

    public long? RevokedAt { get; init; }

    public bool IsRevoked => RevokedAt is not null;

    /// <summary>What "Revoke access" does: every grant of the app ends; whoever calls it holds the organisation's gate.</summary>
    public static void RevokeAll(Organisation organisation, long now)
    {
        foreach (var grant in organisation.Grants.All.Where(grant => !grant.IsRevoked).ToList())
        {
            organisation.Grants.Put(grant with { RevokedAt = now });
        }
    }
}
