using System.Security.Cryptography;
using Integration.Api.Platform;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Integration.Api.Connections;

/// <summary>How far an account's connection with Lever has come.</summary>
public enum ConnectionStatus
{
    NotConnected,
    Authorized,
    Active,
    Revoked,
}

/// <summary>What follows from the status, for who has read nothing else.</summary>
internal static class ConnectionStatuses
{
    /// <summary>Lever may be called.</summary>
    public static bool IsUsable(this ConnectionStatus status) => status is ConnectionStatus.Authorized or ConnectionStatus.Active;
}

/// <summary>An account's authorization in Lever: at most one per account, and one account per Lever account.</summary>
public sealed class Connection
{
    /// <summary>How long Lever's refresh tokens can follow each other: then an admin has to authorize again.</summary>
    public static readonly TimeSpan AuthorizationLifetime = TimeSpan.FromDays(365);

    public required string AccountId { get; init; }

    public required ConnectionStatus Status { get; init; }

    /// <summary>Stays after a disconnection: what was exported there and who was mapped is still of that Lever account.</summary>
    public string? LeverAccountId { get; init; }

    /// <summary>The address part of the account's webhooks: unguessable, and the same for as long as the account lives.</summary>
    public required string EndpointKey { get; init; }

    public DateTimeOffset? AuthorizedAt { get; init; }

    public string? AuthorizedByMemberId { get; init; }

    /// <summary>Set by the activation; a connection that is authorized again after a revocation goes on where it stopped.</summary>
    public DateTimeOffset? ActivatedAt { get; init; }

    /// <summary>Encrypted; null when there is no authorization.</summary>
    public byte[]? AccessToken { get; init; }

    public DateTimeOffset? AccessTokenExpiresAt { get; init; }

    /// <summary>Encrypted. Lever accepts each refresh token once.</summary>
    public byte[]? RefreshToken { get; init; }

    /// <summary>When the current pair of tokens was given.</summary>
    public DateTimeOffset? TokensGivenAt { get; init; }

    /// <summary>Counts the pairs of tokens, so that a pair that was replaced meanwhile is never mistaken for the current one.</summary>
    public required int TokenGeneration { get; init; }

    /// <summary>192 random bits in the form of an address part.</summary>
    public static string NewEndpointKey() => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(24));

    public bool IsUsable => Status.IsUsable();

    internal sealed class Mapping : IEntityTypeConfiguration<Connection>
    {
        public void Configure(EntityTypeBuilder<Connection> builder)
        {
            builder.HasKey(connection => connection.AccountId);
            builder.HasOne<Account>().WithOne().HasForeignKey<Connection>(connection => connection.AccountId);
            builder.HasIndex(connection => connection.EndpointKey).IsUnique();
            builder.HasIndex(connection => connection.LeverAccountId).IsUnique().HasFilter("status <> 'NotConnected'");
            builder.Property(connection => connection.Status).HasConversion<string>();
        }
    }
}

/// <summary>The <c>state</c> of an authorization request: who began it and for what. Used once, within ten minutes.</summary>
public sealed class AuthorizationRequest
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>SHA-256 of the state.</summary>
    public required byte[] StateHash { get; init; }

    public required string AccountId { get; init; }

    public required string MemberId { get; init; }

    /// <summary>True when the admin agreed that another Lever account takes the place of the one before.</summary>
    public required bool ReplaceLeverAccount { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<AuthorizationRequest>
    {
        public void Configure(EntityTypeBuilder<AuthorizationRequest> builder)
        {
            builder.HasKey(request => request.StateHash);
            builder.HasIndex(request => request.ExpiresAt);
            builder.HasOne<Member>().WithMany()
                .HasForeignKey(request => new { request.AccountId, request.MemberId }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
