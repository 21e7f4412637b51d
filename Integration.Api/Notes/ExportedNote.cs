using Integration.Api.Exports;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Integration.Api.Notes;

/// <summary>How far a note has come.</summary>
public enum ExportedNoteStatus
{
    Queued,
    Sending,
    Sent,
    Failed,
    Skipped,
}

/// <summary>A candidate's note on its way to an opportunity in Lever, once. The same protocol as for opportunities: see <see cref="ExportItem"/>.</summary>
public sealed class ExportedNote
{
    public long Id { get; init; }

    public required string AccountId { get; init; }

    public required string OpportunityId { get; init; }

    /// <summary>The note's identity: a hash of the id that the host product gave it, else of its time, author and text.</summary>
    public required string NoteKey { get; init; }

    public required ExportedNoteStatus Status { get; init; }

    public required DateTimeOffset AvailableAt { get; init; }

    public required int Epoch { get; init; }

    /// <summary>The <c>createdAt</c> of the note in Lever, in milliseconds since 1970, by which it is found again.</summary>
    public long? Marker { get; init; }

    /// <summary>Set while the outcome of a call is unknown; only after this time may the note be sent again.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    public required int Attempts { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<ExportedNote>
    {
        public void Configure(EntityTypeBuilder<ExportedNote> builder)
        {
            builder.HasKey(note => note.Id);
            builder.Property(note => note.Id).UseIdentityAlwaysColumn();
            builder.Property(note => note.Status).HasConversion<string>();
            builder.HasOne<Opportunity>().WithMany().HasForeignKey(note => new { note.AccountId, note.OpportunityId });
            builder.HasIndex(note => new { note.AccountId, note.OpportunityId, note.NoteKey }).IsUnique();
            builder.HasIndex(note => new { note.AccountId, note.AvailableAt, note.Id }).HasFilter("status IN ('Queued', 'Sending')");
        }
    }
}
