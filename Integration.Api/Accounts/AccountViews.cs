using Integration.Api.Platform;

namespace Integration.Api.Accounts;

public sealed record MeView(string AccountId, string MemberId, string Name, MemberRole Role, bool Mapped);

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
    int Candidates);

/// <param name="Exported">True while an opportunity of this candidate is in Lever.</param>
public sealed record CandidateRowView(
    string Id,
    string Name,
    string Stage,
    string? RequisitionId,
    string? Headline,
    string? Location,
    bool Exported,
    IReadOnlyList<OpportunityView> Opportunities);

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
    IReadOnlyList<OpportunityView> Opportunities);

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
    DateTimeOffset ExportedAt);
