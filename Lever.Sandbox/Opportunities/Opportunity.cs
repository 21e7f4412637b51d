using Lever.Sandbox.State;

namespace Lever.Sandbox.Opportunities;

/// <summary>One way of a contact through the pipeline.</summary>
internal sealed record Opportunity : IRow
{
    public required string Id { get; init; }

    public required string Contact { get; init; }

    public required string Stage { get; init; }

    public string Confidentiality { get; init; } = Api.Confidentiality.Open;

    public Archived? Archived { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<string> Sources { get; init; } = [];

    public IReadOnlyList<StageChange> StageChanges { get; init; } = [];

    public required string Origin { get; init; }

    public string? SourcedBy { get; init; }

    public string? Owner { get; init; }

    public IReadOnlyList<string> Followers { get; init; } = [];

    /// <summary>The id of the one application, when there is a posting.</summary>
    public string? Application { get; init; }

    public long CreatedAt { get; init; }

    /// <summary>Null on rows that are older than the field.</summary>
    public long? UpdatedAt { get; init; }

    public long? LastInteractionAt { get; init; }

    public long? LastAdvancedAt { get; init; }

    public long? SnoozedUntil { get; init; }

    public string? OpportunityLocation { get; init; }

    /// <summary>When the row was really made, whatever <see cref="CreatedAt"/> claims.</summary>
    public long WrittenAt { get; init; }

    public string? PerformedBy { get; init; }

    public long? DeletedAt { get; init; }

    public string? DeletedBy { get; init; }

    public bool IsLive => DeletedAt is null;
}

internal sealed record Archived(string Reason, long ArchivedAt);

internal sealed record StageChange(string ToStageId, int ToStageIndex, long UpdatedAt, string? UserId);
