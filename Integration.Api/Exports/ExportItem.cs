using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Integration.Api.Exports;

/// <summary>How far one candidate of an export has come. Exported, failed and skipped are final until a retry.</summary>
public enum ExportItemStatus
{
    Queued,
    Exporting,
    Exported,
    Failed,
    Skipped,
}

/// <summary>Whose work is done first within an account; the number is the order.</summary>
public enum ExportPriority
{
    /// <summary>A person waits for it: an export of a few candidates.</summary>
    Interactive = 0,
    Bulk = 1,
    Automatic = 2,
}

/// <summary>One candidate of an export. What each column means for the export protocol is told in <c>docs/adr</c>.</summary>
public sealed class ExportItem
{
    public long Id { get; init; }

    public required Guid ExportId { get; init; }

    public required string AccountId { get; init; }

    public required string CandidateId { get; init; }

    /// <summary>The place in the request, from 0.</summary>
    public required int Position { get; init; }

    /// <summary>Lever's posting; null for a general opportunity.</summary>
    public string? PostingId { get; init; }

    public required ExportItemStatus Status { get; init; }

    /// <summary>True while it stands against another export of the same candidate to the same posting.</summary>
    public required bool Live { get; init; }

    public required ExportPriority Priority { get; init; }

    /// <summary>When a worker may take it: also the end of the lease of the worker that has it.</summary>
    public required DateTimeOffset AvailableAt { get; init; }

    /// <summary>Grows with each lease; a worker writes only with the epoch that it was given.</summary>
    public required int Epoch { get; init; }

    /// <summary>
    /// The <c>createdAt</c> of the opportunity, in milliseconds since 1970: committed before the call, unique within the Lever
    /// account, and so the way to find again what an uncertain call did. Null while nothing was ever sent.
    /// </summary>
    public long? Marker { get; init; }

    /// <summary>
    /// Set while the outcome of a call is unknown, from the moment the call may begin: after this time a call that was
    /// under way can no longer write, and only then may the item be sent again. Null when surely nothing was sent.
    /// </summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>What is sent, as JSON: a repetition sends the same. Gone when the outcome is known, or the person was erased.</summary>
    public string? Sent { get; init; }

    public required int Attempts { get; init; }

    /// <summary>Why it failed or was skipped: a stable code.</summary>
    public string? Code { get; init; }

    /// <summary>The same as a sentence for a person.</summary>
    public string? Detail { get; init; }

    public string? OpportunityId { get; init; }

    /// <summary>True when Lever put the opportunity on a contact it had already.</summary>
    public bool? Deduped { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<ExportItem>
    {
        public void Configure(EntityTypeBuilder<ExportItem> builder)
        {
            builder.HasKey(item => item.Id);
            builder.Property(item => item.Id).UseIdentityAlwaysColumn();
            builder.HasOne<Export>().WithMany().HasForeignKey(item => item.ExportId);
            builder.Property(item => item.Status).HasConversion<string>();
            builder.Property(item => item.Sent).HasColumnType("jsonb");
            builder.HasIndex(item => new { item.ExportId, item.Position }).IsUnique();
            builder.HasIndex(item => new { item.ExportId, item.Status });

            // The work of an account, in the order in which it is taken: the end of the index is never read.
            builder.HasIndex(item => new { item.AccountId, item.Priority, item.AvailableAt, item.Id })
                .HasFilter("status IN ('Queued', 'Exporting')");

            // Already exported: the database decides, also between two requests at the same moment.
            builder.HasIndex(item => new { item.AccountId, item.CandidateId, item.PostingId })
                .IsUnique().AreNullsDistinct(false).HasFilter("live");
        }
    }
}

/// <summary>
/// The turn of an account in the queue of work. A worker takes the account that has waited longest, so that none delays
/// another however much it has queued.
/// </summary>
public sealed class LeverChannel
{
    public required string AccountId { get; init; }

    /// <summary>When the account has its next turn; <c>infinity</c> while nothing is queued.</summary>
    public required DateTimeOffset NextAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<LeverChannel>
    {
        public void Configure(EntityTypeBuilder<LeverChannel> builder)
        {
            builder.ToTable("lever_channels").HasKey(channel => channel.AccountId);
            builder.HasIndex(channel => channel.NextAt);
            builder.HasStorageParameter("fillfactor", 50);
            builder.HasStorageParameter("autovacuum_vacuum_scale_factor", 0.01);
        }
    }
}

/// <summary>The last marker that was given in a Lever account, in milliseconds since 1970.</summary>
public sealed class LeverMarker
{
    public required string LeverAccountId { get; init; }

    public required long Last { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<LeverMarker>
    {
        public void Configure(EntityTypeBuilder<LeverMarker> builder)
        {
            builder.ToTable("lever_markers").HasKey(marker => marker.LeverAccountId);
            builder.HasStorageParameter("fillfactor", 10);
        }
    }
}
