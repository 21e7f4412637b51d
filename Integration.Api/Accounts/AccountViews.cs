using System.Text.Json;
using Integration.Api.Platform;

namespace Integration.Api.Accounts;

public sealed record MeView(string AccountId, string MemberId, string Name, MemberRole Role, bool Mapped)
{
    public string? AccountName { get; init; }

    /// <summary>Who can configure: told to everybody, so that a recruiter knows whom to ask.</summary>
    public IReadOnlyList<AdminView> Admins { get; init; } = [];
}

public sealed record AdminView(string Name, string Email);

public sealed record MemberView(string Id, string Name, string Email, MemberRole Role, bool Active);

/// <param name="Candidates">How many candidates are in the requisition.</param>
public sealed record PlatformRequisitionView(
    string Id,
    string Title,
    string? Code,
    string? Location,
    RequisitionStatus Status,
    string? OwnerMemberId,
    string? LeverPostingId,
    string? LeverRequisitionId,
    int Candidates)
{
    /// <summary>How many of them are in each stage.</summary>
    public IReadOnlyDictionary<string, int> Stages { get; init; } = new Dictionary<string, int>();
}

/// <param name="Exported">True while an opportunity of this candidate is in Lever.</param>
public sealed record CandidateRowView(
    string Id,
    string Name,
    string Stage,
    string? RequisitionId,
    string? Headline,
    string? Location,
    bool Exported,
    IReadOnlyList<OpportunityView> Opportunities)
{
    /// <summary>True while an export of this candidate is queued or under way.</summary>
    public bool IsOnTheWay { get; init; }
}

/// <summary>A page of candidates.</summary>
/// <param name="Total">How many match on all pages; null unless <c>count=true</c> asked for it.</param>
public sealed record CandidatesView(IReadOnlyList<CandidateRowView> Items, string? Next = null, int? Total = null);

public sealed record CandidateView(
    string Id,
    string Name,
    string Stage,
    string? RequisitionId,
    string? Headline,
    string? Location,
    IReadOnlyList<string> Emails,
    IReadOnlyList<Phone> Phones,
    IReadOnlyList<string> Links,
    IReadOnlyList<string> Tags,
    IReadOnlyList<Note> Notes,
    string? ProfileUrl,
    string? SourcedByMemberId,
    IReadOnlyList<OpportunityView> Opportunities)
{
    /// <summary>True while an export of this candidate is queued or under way.</summary>
    public bool IsOnTheWay { get; init; }

    /// <summary>What happened to them in Lever and in exports, oldest first, as far back as events are kept.</summary>
    public IReadOnlyList<CandidateEventView> Events { get; init; } = [];
}

/// <param name="Data">As in the feed of events.</param>
public sealed record CandidateEventView(string Type, DateTimeOffset OccurredAt, JsonElement Data);

/// <param name="Stage">Lever's text of the stage.</param>
/// <param name="ArchivedReason">Lever's text of the archive reason; null while it is not archived.</param>
public sealed record OpportunityView(
    string OpportunityId,
    string? PostingId,
    string Stage,
    string? ArchivedReason,
    DateTimeOffset? HiredAt,
    DateTimeOffset? DeletedAt,
    string LeverUrl,
    DateTimeOffset ExportedAt)
{
    /// <summary>The posting's text when it was chosen for the export; null where nobody chose one by name.</summary>
    public string? PostingText { get; init; }
}
