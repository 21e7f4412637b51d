using Integration.Api.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Integration.Api.Exports;

/// <summary>One request to put candidates into Lever. Its state is that of its items and of the connection.</summary>
public sealed class Export
{
    /// <summary>The most candidates that one export may name.</summary>
    public const int MaxCandidates = 5_000;

    /// <summary>How long a repeated idempotency key finds the export it began.</summary>
    public static readonly TimeSpan IdempotencyKeyLifetime = TimeSpan.FromHours(24);

    public required Guid Id { get; init; }

    public required string AccountId { get; init; }

    /// <summary>The order of the account's history; ids made in one millisecond are in none.</summary>
    public long Number { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedByMemberId { get; init; }

    /// <summary>The posting that was asked for; null when each candidate's requisition decided, or a general opportunity was wanted.</summary>
    public string? PostingId { get; init; }

    /// <summary>What the posting was called when it was chosen, for the history; null where nobody had looked at the postings just before.</summary>
    public string? PostingText { get; init; }

    public string? RequisitionId { get; init; }

    /// <summary>What the requisition was called, likewise.</summary>
    public string? RequisitionText { get; init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>SHA-256 of what was asked for: the same key for something else is refused.</summary>
    public byte[]? RequestHash { get; init; }

    public DateTimeOffset? CancelledAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Export>
    {
        public void Configure(EntityTypeBuilder<Export> builder)
        {
            builder.HasKey(export => export.Id);
            builder.HasOne<Account>().WithMany().HasForeignKey(export => export.AccountId);
            builder.Property(export => export.Number).UseIdentityAlwaysColumn();
            builder.HasIndex(export => new { export.AccountId, export.Number }).IsUnique();
            builder.HasIndex(export => new { export.AccountId, export.IdempotencyKey }).IsUnique();
        }
    }
}
