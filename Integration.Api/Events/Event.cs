using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Integration.Api.Events;

/// <summary>What the host product is told: what happened in Lever and to exports.</summary>
public sealed class Event
{
    public required string AccountId { get; init; }

    /// <summary>Counts the account's events from 1 in the order of their commits, without gaps.</summary>
    public required long Cursor { get; init; }

    public required Guid Id { get; init; }

    /// <summary>One of <see cref="EventTypes"/>.</summary>
    public required string Type { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public string? CandidateId { get; init; }

    /// <summary>A JSON object whose fields depend on the type.</summary>
    public required string Data { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Event>
    {
        public void Configure(EntityTypeBuilder<Event> builder)
        {
            builder.HasKey(happened => new { happened.AccountId, happened.Cursor });
            builder.HasIndex(happened => happened.OccurredAt);
            // The page of a candidate tells what happened to them.
            builder.HasIndex(happened => new { happened.AccountId, happened.CandidateId, happened.Cursor }).HasFilter("candidate_id IS NOT NULL");
            builder.Property(happened => happened.Data).HasColumnType("jsonb");
        }
    }
}

/// <summary>The last cursor that was given in an account; its row lock makes the order of cursors the order of commits.</summary>
public sealed class EventCounter
{
    public required string AccountId { get; init; }

    public required long Last { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<EventCounter>
    {
        public void Configure(EntityTypeBuilder<EventCounter> builder)
        {
            builder.ToTable("event_counters").HasKey(counter => counter.AccountId);
            builder.HasStorageParameter("fillfactor", 10);
        }
    }
}

/// <summary>The types of events, in the host product's words.</summary>
internal static class EventTypes
{
    public const string CandidateExported = "candidate.exported";
    public const string CandidateExportFailed = "candidate.exportFailed";
    public const string CandidateApplied = "candidate.applied";
    public const string CandidateStageChanged = "candidate.stageChanged";
    public const string CandidateArchived = "candidate.archived";
    public const string CandidateUnarchived = "candidate.unarchived";
    public const string CandidateHired = "candidate.hired";
    public const string CandidateDeletedInLever = "candidate.deletedInLever";

    /// <summary>Somebody anonymised the person in Lever: they are erased here too, and the host product may have to do the same.</summary>
    public const string CandidateAnonymizedInLever = "candidate.anonymizedInLever";
    public const string ConnectionActivated = "connection.activated";
    public const string ConnectionRevoked = "connection.revoked";
}
