using System.Text.Json.Serialization;

namespace Integration.Api.Lever;

// What we read and write of Lever's objects. Lever adds fields at any time and leaves others out, so everything that is
// not an identity may be null. Ids are strings: some are words, such as the stage "lead-new".

/// <summary>What has an id of Lever's.</summary>
internal interface ILeverObject
{
    string Id { get; }
}

internal sealed record LeverSingle<T>(T Data);

internal sealed record LeverPage<T>(IReadOnlyList<T> Data, bool HasNext = false, string? Next = null);

internal sealed record LeverError(string? Code = null, string? Message = null);

/// <summary>Answer to the creation of an opportunity.</summary>
internal sealed record CreatedOpportunity(LeverOpportunity Data, bool? Deduped = null);

internal sealed record LeverOpportunity(
    string Id,
    string? Name = null,
    string? Contact = null,
    string? Stage = null,
    IReadOnlyList<string>? Emails = null,
    IReadOnlyList<string>? Links = null,
    IReadOnlyList<string>? Sources = null,
    LeverArchived? Archived = null,
    IReadOnlyList<LeverApplication>? Applications = null,
    long? CreatedAt = null,
    long? UpdatedAt = null,
    LeverUrls? Urls = null,
    bool? IsAnonymized = null) : ILeverObject;

internal sealed record LeverArchived(string? Reason = null, long? ArchivedAt = null);

/// <summary>An application of an opportunity: a bare id in Lever's answer unless it was asked to expand it.</summary>
[JsonConverter(typeof(LeverApplicationConverter))]
internal sealed record LeverApplication(string Id, string? Type = null, string? Posting = null);

internal sealed record LeverUrls(string? List = null, string? Show = null);

internal sealed record LeverUser(
    string Id, string? Name = null, string? Email = null, string? AccessRole = null, long? DeactivatedAt = null) : ILeverObject
{
    /// <summary>Lever lets interviewers see what they interview for, and nothing else.</summary>
    public bool IsInterviewer => AccessRole == "interviewer";

    /// <summary>A Limited Team Member works with the postings that they own, hire for or follow.</summary>
    public bool IsLimited => AccessRole == "limited team member";
}

internal sealed record LeverPosting(
    string Id,
    string? Text = null,
    string? State = null,
    string? Owner = null,
    string? HiringManager = null,
    string? User = null,
    IReadOnlyList<string>? Followers = null,
    LeverCategories? Categories = null,
    IReadOnlyList<string>? RequisitionCodes = null) : ILeverObject
{
    /// <summary>In place of a state: a confidential posting that this authorization may not read.</summary>
    public const string NotReadable = "not-readable";

    /// <summary>Whether this user owns it, hires for it or follows it: these are all that a Limited Team Member sees.</summary>
    public bool IsOf(string user) => Owner == user || HiringManager == user || Followers?.Contains(user) == true;

    /// <summary>Whether a posting in this state is open for candidates; the unlisted ones are called internal.</summary>
    public static bool TakesCandidates(string? state) => state is "published" or "internal";
}

internal sealed record LeverCategories(string? Team = null, string? Department = null, string? Location = null, string? Commitment = null);

internal sealed record LeverRequisition(
    string Id, string? RequisitionCode = null, string? Name = null, string? Status = null, IReadOnlyList<string>? Postings = null) : ILeverObject;

internal sealed record LeverStage(string Id, string Text) : ILeverObject;

/// <param name="Type">What tells a hire: <c>hired</c> or <c>non-hired</c>, not the text.</param>
internal sealed record LeverArchiveReason(string Id, string? Text = null, string? Type = null) : ILeverObject;

/// <param name="Configuration">With the signature token in the answer to a creation, and only there.</param>
internal sealed record LeverWebhookSubscription(string Id, string Event, string Url, LeverWebhookConfiguration? Configuration = null) : ILeverObject;

internal sealed record LeverWebhookConfiguration(string? SignatureToken = null);

internal sealed record LeverNote(string Id, long? CreatedAt = null) : ILeverObject;

internal sealed record LeverPhone(string Value, string? Type = null);

/// <summary>The body of <c>POST /opportunities</c>; empty lists are left out.</summary>
internal sealed record NewOpportunity(
    string Name,
    string Stage,
    string Origin,
    string Owner,
    IReadOnlyList<string> Sources,
    long CreatedAt,
    string? Headline = null,
    string? Location = null,
    IReadOnlyList<string>? Emails = null,
    IReadOnlyList<LeverPhone>? Phones = null,
    IReadOnlyList<string>? Links = null,
    IReadOnlyList<string>? Tags = null,
    IReadOnlyList<string>? Postings = null);

/// <summary>A file that goes with a request.</summary>
internal sealed record LeverFile(string Name, string ContentType, byte[] Content);
