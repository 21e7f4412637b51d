using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Integration.Api.Platform;

/// <summary>What a member may do: an admin configures the integration, a recruiter exports.</summary>
public enum MemberRole
{
    Admin,
    Recruiter,
}

/// <summary>A headhuntr.io user of an account.</summary>
public sealed class Member
{
    public required string AccountId { get; init; }

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Email { get; init; }

    public required MemberRole Role { get; init; }

    /// <summary>False for a member who left: nothing can be done on their behalf any more.</summary>
    public required bool Active { get; init; }

    /// <summary>Counts what ends all sessions of the member: another role, and that they left.</summary>
    public int SessionGeneration { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Member>
    {
        public void Configure(EntityTypeBuilder<Member> builder)
        {
            builder.HasKey(member => new { member.AccountId, member.Id });
            builder.HasOne<Account>().WithMany().HasForeignKey(member => member.AccountId);
            builder.Property(member => member.Role).HasConversion<string>();
        }
    }
}
