using Integration.Api.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Integration.Api.Access;

/// <summary>One sign-in of a member, named by the sign-in cookie: a cookie whose session is not here, or is over, signs nobody in.</summary>
public sealed class Session
{
    /// <summary>After so long it is over, however busy the member is.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    public required Guid Id { get; init; }

    public required string AccountId { get; init; }

    public required string MemberId { get; init; }

    /// <summary>The member's <see cref="Member.SessionGeneration"/> when it began: an older one is over.</summary>
    public required int Generation { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Session>
    {
        public void Configure(EntityTypeBuilder<Session> builder)
        {
            builder.HasKey(session => session.Id);
            builder.HasIndex(session => session.StartedAt);
            builder.HasOne<Member>().WithMany()
                .HasForeignKey(session => new { session.AccountId, session.MemberId }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
