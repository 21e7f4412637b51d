using Integration.Api.Lever;

namespace Integration.Api.Exports;

/// <summary>Why an item failed or was skipped: the codes of the contract, each with a sentence that says what can be done.</summary>
internal static class ItemCodes
{
    public const string AlreadyExported = "already-exported";
    public const string CandidateNotFound = "candidate-not-found";
    public const string PostingNotFound = "posting-not-found";
    public const string PostingClosed = "posting-closed";
    public const string PostingNotReadable = "posting-not-readable";
    public const string MemberNotActive = "member-not-active";
    public const string UserNotMapped = "user-not-mapped";
    public const string LeverUserDeactivated = "lever-user-deactivated";
    public const string LeverRoleTooLow = "lever-role-too-low";
    public const string RefusedByLever = "refused-by-lever";
    public const string SeveralMatches = "several-matches";
    public const string UnclearMatch = "unclear-match";
    public const string LeverAccountReplaced = "lever-account-replaced";
    public const string Cancelled = "cancelled";
    public const string InternalError = "internal-error";

    /// <summary>Why nothing can be sent to a posting in this state; null when it takes candidates.</summary>
    /// <param name="state">As <see cref="LeverLists.LeverListCache.PostingStateAsync"/> tells it.</param>
    public static string? OfPosting(string? state) => state switch
    {
        null => PostingNotFound,
        LeverPosting.NotReadable => PostingNotReadable,
        _ when LeverPosting.TakesCandidates(state) => null,
        _ => PostingClosed,
    };

    public static string Detail(string code) => code switch
    {
        AlreadyExported => "This candidate is in Lever already, or on the way there, for the same posting.",
        CandidateNotFound => "headhuntr.io has no such candidate (any more).",
        PostingNotFound => "Lever has no such posting (any more). Choose another one and export again.",
        PostingClosed => "The posting takes no candidates in Lever now. Open it there or choose another one, and export again.",
        PostingNotReadable => "This posting is confidential in Lever, and the integration may not read it. Make it non-confidential there or choose another one, and export again.",
        MemberNotActive => "The member who exported is not active in headhuntr.io any more. Somebody else can export this candidate.",
        UserNotMapped => "The member who exported is not mapped to a Lever user (any more). An admin can map them, then retry.",
        LeverUserDeactivated => "The Lever user of the member who exported is deactivated. An admin can map them to another user, then retry.",
        LeverRoleTooLow => "The Lever user of the member who exported is an interviewer, who cannot add candidates. Give them a higher role in Lever or map the member to another user, then retry.",
        SeveralMatches => "Lever did not answer, and several opportunities there look like this one. Somebody has to look in Lever.",
        UnclearMatch => "Lever did not answer, and the opportunity that it has from that moment looks like somebody else. Somebody has to look in Lever.",
        LeverAccountReplaced => "Another Lever account was connected before this candidate was exported. Retry to export to that one.",
        Cancelled => "The export was cancelled before this candidate was sent.",
        InternalError => "headhuntr.io could not prepare this candidate. Save the candidate there again, then retry.",
        _ => "Lever refused this candidate.",
    };
}
