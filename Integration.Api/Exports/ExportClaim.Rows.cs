using System.Text.Json;
using Integration.Api.Lever;

namespace Integration.Api.Exports;

/// <summary>What is read of the queue, and what is made of it before anything is leased.</summary>
internal sealed partial class ExportClaim
{
    /// <summary>
    /// Whatever is wrong with what is kept of one candidate must not keep the others of the account waiting: its item is refused, or waits
    /// for a person where an earlier call is in doubt.
    /// </summary>
    private Prepared Prepare(Row row)
    {
        if (row.Refusal is not null) return new(row, null);

        try
        {
            return new(row, !row.InDoubt ? row.FromCandidate() : row.Sent is null ? null : JsonSerializer.Deserialize<SentOpportunity>(row.Sent, LeverJson.Options));
        }
        catch (Exception e)
        {
            // Not the exception itself: its words may repeat what is known of the person.
            LogUnreadable(row.Id, e.GetType().Name);
            return new(row, null) { IsUnreadable = true };
        }
    }

    [LoggerMessage(LogLevel.Error, "What is kept for item {ItemId} could not be read: {Reason}")]
    private partial void LogUnreadable(long itemId, string reason);

    /// <param name="Sent">What is sent for it; without its marker unless it has one. Null when that is not known, or nothing is sent.</param>
    private sealed record Prepared(Row Row, SentOpportunity? Sent)
    {
        /// <summary>True when what is kept for it cannot be read.</summary>
        public bool IsUnreadable { get; init; }

        /// <summary>It may be in Lever, and nobody can tell: neither sent nor ended by itself.</summary>
        public bool MustWait => IsUnreadable && Row.InDoubt;

        /// <summary>Why it is not sent.</summary>
        public string? Refusal => Row.Refusal ?? (IsUnreadable && !Row.InDoubt ? ItemCodes.InternalError : null);
    }

    /// <summary>An item with all that is needed to send it.</summary>
    private sealed record Row(
        long Id, Guid ExportId, string CandidateId, string? PostingId, int Epoch, int Attempts, long? Marker, bool InDoubt, bool IsSettled,
        string? Sent, bool IsCancelled, bool IsMemberActive, string? LeverUserId, bool IsKnown, string? Name, string? Headline, string? Location, string[]? Emails,
        string? Phones, string[]? Links, string[]? Tags, string? ProfileUrl, int? ResumeBytes)
    {
        /// <summary>Why it is not sent, or not again.</summary>
        public string? WhyNot => IsCancelled ? ItemCodes.Cancelled
            : !IsKnown ? ItemCodes.CandidateNotFound
            : !IsMemberActive ? ItemCodes.MemberNotActive
            : LeverUserId is null ? ItemCodes.UserNotMapped : null;

        /// <summary>The same, but never while it is in doubt: then it has to be found out first what happened.</summary>
        public string? Refusal => InDoubt ? null : WhyNot;

        public SentOpportunity FromCandidate() => OpportunityOf.Candidate(
            Name!, Headline, Location, Emails!, Phones!, Links!, Tags!, ProfileUrl, PostingId, LeverUserId!, Marker ?? 0);
    }
}
