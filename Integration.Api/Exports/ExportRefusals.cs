using Integration.Api.Lever;
using Integration.Api.LeverLists;

namespace Integration.Api.Exports;

/// <summary>Asks once more before a call whether the item may be sent: what was so when it was queued may not be so any more.</summary>
internal sealed class ExportRefusals(LeverListCache lists)
{
    /// <summary>An item whose lease is running does not wait long for what Lever would say itself.</summary>
    private static readonly TimeSpan LongestWaitForUsers = TimeSpan.FromSeconds(2);

    /// <summary>The code of why nothing can be sent for this item; null when it can.</summary>
    public async Task<string?> FindAsync(ClaimedItem item, CancellationToken ct)
    {
        if ((item.WhyNot ?? (item.Sent is null ? ItemCodes.CandidateNotFound : null)) is { } known) return known;

        var performer = await PerformerAsync(item, token => lists.UsersAsync(item.AccountId, item.LeverAccountId, token), ct);
        if (RefusalOf(performer) is not null)
        {
            performer = await PerformerAsync(item, token => lists.UsersNowAsync(item.AccountId, token), ct);
            if (RefusalOf(performer) is { } refusal) return refusal;
        }

        if (item.PostingId is not { } posting) return null;

        // By the very list that the picker shows.
        return performer is { IsLimited: true } && !(await lists.PostingsAsync(item.AccountId, ct)).Exists(found => found.Id == posting && found.IsOf(performer.Id))
            ? ItemCodes.PostingNotFound
            : ItemCodes.OfPosting(await lists.PostingStateAsync(item.AccountId, posting, ct));
    }

    /// <summary>
    /// The Lever user as whom it is sent, who may be deactivated or of another role by now. Where Lever does not tell, its answer to the call will.
    /// </summary>
    private static async Task<LeverUser?> PerformerAsync(
        ClaimedItem item, Func<CancellationToken, ValueTask<List<LeverUser>>> users, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(LongestWaitForUsers);
        var id = item.Sent!.PerformAs;
        try
        {
            return (await users(patience.Token)).Find(user => user.Id == id) ?? new LeverUser(id, null, null, null, DeactivatedAt: 0);
        }
        catch (Exception e) when (e is LeverException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
    }

    private static string? RefusalOf(LeverUser? performer) => performer switch
    {
        { DeactivatedAt: not null } => ItemCodes.LeverUserDeactivated,
        { IsInterviewer: true } => ItemCodes.LeverRoleTooLow,
        _ => null,
    };
}
