using Integration.Api.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Integration.Api.UserMappings;

/// <summary>Which Lever user a member is. Only members with an active mapping export, and they perform the export in Lever.</summary>
public sealed class UserMapping
{
    public required string AccountId { get; init; }

    public required string MemberId { get; init; }

    public required string LeverUserId { get; init; }

    public required string LeverEmail { get; init; }

    public required string LeverName { get; init; }

    /// <summary>Lever's word for what the user may do there, such as <c>limited team member</c>.</summary>
    public required string AccessRole { get; init; }

    public required bool Active { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<UserMapping>
    {
        public void Configure(EntityTypeBuilder<UserMapping> builder)
        {
            builder.HasKey(mapping => new { mapping.AccountId, mapping.MemberId });
            builder.HasOne<Member>().WithOne()
                .HasForeignKey<UserMapping>(mapping => new { mapping.AccountId, mapping.MemberId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}
