using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Integration.Api.Platform;

/// <summary>A link that signs one member in, once, within a minute. Only the hash of its token is kept.</summary>
public sealed class SignInLink
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    /// <summary>SHA-256 of the token.</summary>
    public required byte[] TokenHash { get; init; }

    public required string AccountId { get; init; }

    public required string MemberId { get; init; }

    /// <summary>The page of the UI that the member gets to: a path that starts with exactly one slash.</summary>
    public required string ReturnTo { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The session that it began; null while it can still be redeemed.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>In which browser: the same one may come again, since an answer can be lost or a button be pressed twice.</summary>
    public string? Browser { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<SignInLink>
    {
        public void Configure(EntityTypeBuilder<SignInLink> builder)
        {
            builder.HasKey(link => link.TokenHash);
            builder.HasIndex(link => link.ExpiresAt);
            builder.HasOne<Member>().WithMany()
                .HasForeignKey(link => new { link.AccountId, link.MemberId }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
