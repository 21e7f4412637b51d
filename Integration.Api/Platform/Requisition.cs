using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Integration.Api.Platform;

/// <summary>Whether people are still sought for a requisition.</summary>
public enum RequisitionStatus
{
    Open,
    Closed,
}

/// <summary>A job in headhuntr.io that candidates are sourced for; it may be linked to a posting and a requisition of Lever.</summary>
public sealed class Requisition
{
    public required string AccountId { get; init; }

    public required string Id { get; init; }

    public required string Title { get; init; }

    public string? Code { get; init; }

    public string? Location { get; init; }

    public required RequisitionStatus Status { get; init; }

    public string? OwnerMemberId { get; init; }

    public string? LeverPostingId { get; init; }

    public string? LeverRequisitionId { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Requisition>
    {
        public void Configure(EntityTypeBuilder<Requisition> builder)
        {
            builder.HasKey(requisition => new { requisition.AccountId, requisition.Id });
            builder.HasOne<Account>().WithMany().HasForeignKey(requisition => requisition.AccountId);
            builder.Property(requisition => requisition.Status).HasConversion<string>();
        }
    }
}
