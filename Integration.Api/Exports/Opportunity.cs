using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Integration.Api.Exports;

/// <summary>An opportunity in Lever that an export of ours created, as Lever last showed it.</summary>
public sealed class Opportunity
{
    public required string AccountId { get; init; }

    /// <summary>Lever's id.</summary>
    public required string Id { get; init; }

    public required string CandidateId { get; init; }

    public required long ExportItemId { get; init; }

    public required string LeverAccountId { get; init; }

    public string? ContactId { get; init; }

    public string? PostingId { get; init; }

    public required string StageId { get; init; }

    /// <summary>Lever's text of the stage.</summary>
    public required string Stage { get; init; }

    public DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>Lever's text of the archive reason.</summary>
    public string? ArchivedReason { get; init; }

    /// <summary>When it was archived with a reason of the type hired.</summary>
    public DateTimeOffset? HiredAt { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Lever's ids of the applications that are known; one that appears later was not made by us.</summary>
    public required string[] ApplicationIds { get; init; }

    /// <summary>The page of the opportunity in Lever.</summary>
    public required string LeverUrl { get; init; }

    public required DateTimeOffset ExportedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Opportunity>
    {
        public void Configure(EntityTypeBuilder<Opportunity> builder)
        {
            builder.HasKey(opportunity => new { opportunity.AccountId, opportunity.Id });
            builder.HasIndex(opportunity => new { opportunity.AccountId, opportunity.CandidateId });
            builder.HasOne<ExportItem>().WithMany().HasForeignKey(opportunity => opportunity.ExportItemId);
        }
    }
}
