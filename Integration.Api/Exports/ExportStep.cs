using System.Net;
using Integration.Api.Data;
using Integration.Api.Events;
using Integration.Api.Lever;
using Integration.Api.LeverLists;
using Integration.Api.Notes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Integration.Api.Exports;

/// <summary>
/// One step with a leased item: look where a call is in doubt, send where surely nothing was sent, and write the outcome down.
/// Every write names the epoch of the lease, so a worker that lost it changes nothing.
/// </summary>
internal sealed partial class ExportStep(
    IntegrationDbContext db, LeverClient lever, LeverListCache lists, IOptions<ExportOptions> options, TimeProvider clock, ILogger<ExportStep> logger)
{
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(30);

    private readonly ExportOptions _options = options.Value;

    /// <param name="deadline">Cancelled when nothing may be sent any more under this lease.</param>
    public async Task RunAsync(ClaimedItem item, CancellationToken deadline, CancellationToken ct)
    {
        var isSent = false;
        try
        {
            if (item.InDoubt)
            {
                var matches = (await lever.FindOpportunitiesCreatedAtAsync(item.AccountId, item.Marker, reserved: true, deadline))
                    .FindAll(found => found.IsOf(item.Sent.Opportunity));
                if (matches is [var match])
                {
                    LogAdopted(item.Id, match.Id);
                    await ConfirmAsync(item, match, deduped: null, ct);
                    return;
                }

                if (matches.Count > 1)
                {
                    await PostponeAsync(item, TimeSpan.FromHours(1), ItemCodes.SeveralMatches, ct);
                    return;
                }

                if (!item.IsSettled)
                {
                    await PostponeAsync(item, NextLook(item), null, ct);
                    return;
                }
            }

            if (item.PostingId is not null && await PostingRefusalAsync(item, deadline) is { } refusal)
            {
                await FailAsync(item, refusal, ItemCodes.Detail(refusal), ct);
                return;
            }

            var resume = await ReadResumeAsync(item, ct);
            isSent = true;
            var created = await lever.CreateOpportunityAsync(
                item.AccountId, item.Sent.Opportunity, resume, item.Sent.PerformAs, reserved: !item.InDoubt, deadline);
            await ConfirmAsync(item, created.Data, created.Deduped, ct);
        }
        catch (NotAuthorizedException)
        {
            // Lever refused the token, so this call did nothing. The next authorization gives the account its turn.
            await ReleaseAsync(item, TimeSpan.Zero, wasRefused: isSent, ct);
        }
        catch (LeverException e) when (isSent && e.IsUncertain)
        {
            LogInDoubt(item.Id, item.Attempts, e.Status);
            await DoubtAsync(item, ct);
        }
        catch (OperationCanceledException) when (isSent)
        {
            LogInDoubt(item.Id, item.Attempts, null);
            await DoubtAsync(item, CancellationToken.None);
        }
        catch (Exception e) when (e is LeverException { IsTransient: true } || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            LogPostponed(item.Id, item.Attempts, (e as LeverException)?.Status);
            await ReleaseAsync(item, NextLook(item), wasRefused: isSent, ct);
        }
        catch (LeverException e)
        {
            await RefusedAsync(item, e, ct);
        }
    }

    private async Task<string?> PostingRefusalAsync(ClaimedItem item, CancellationToken ct) =>
        (await lists.PostingStateAsync(item.AccountId, item.PostingId!, ct)) switch
        {
            null => ItemCodes.PostingNotFound,
            "published" or "internal" => null,
            _ => ItemCodes.PostingClosed,
        };

    /// <summary>Says why Lever refused, as far as it can be told: it documents no codes.</summary>
    private async Task RefusedAsync(ClaimedItem item, LeverException e, CancellationToken ct)
    {
        var code = e.Status is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.NotFound
            && await lists.IsDeactivatedAsync(item.AccountId, item.Sent.PerformAs, ct)
                ? ItemCodes.LeverUserDeactivated
                : ItemCodes.RefusedByLever;
        LogRefused(item.Id, e.Status);
        await FailAsync(item, code, code == ItemCodes.RefusedByLever ? $"Lever refused this candidate: {e.Message}" : ItemCodes.Detail(code), ct);
    }

    /// <summary>Null also when the résumé is not the one any more that was written down: what is repeated must be the same.</summary>
    private async Task<LeverFile?> ReadResumeAsync(ClaimedItem item, CancellationToken ct)
    {
        if (item.Sent.ResumeHash is not { } hash) return null;

        var bytes = Convert.FromHexString(hash);
        return await db.Resumes
            .Where(resume => resume.AccountId == item.AccountId && resume.CandidateId == item.CandidateId && resume.Hash == bytes)
            .Select(resume => new LeverFile(resume.FileName, resume.ContentType, resume.Content))
            .SingleOrDefaultAsync(ct);
    }

    private async Task ConfirmAsync(ClaimedItem item, LeverOpportunity opportunity, bool? deduped, CancellationToken ct)
    {
        var stageId = opportunity.Stage ?? item.Sent.Opportunity.Stage;
        var stage = await lists.StageTextAsync(item.AccountId, stageId, ct);
        var url = opportunity.Urls?.Show ?? "";
        string[] applications = [.. (opportunity.Applications ?? []).Select(application => application.Id)];
        var now = clock.GetUtcNow();

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var confirmed = await db.Database.ExecuteSqlAsync(
            $"""
             WITH item AS (
                 UPDATE export_items
                 SET status = 'Exported', opportunity_id = {opportunity.Id}, deduped = {deduped}, code = NULL, detail = NULL, sent = NULL,
                     settled_at = NULL
                 WHERE id = {item.Id} AND epoch = {item.Epoch} AND status = 'Exporting'
                 RETURNING id, account_id, candidate_id, posting_id)
             INSERT INTO opportunities
                 (account_id, id, candidate_id, export_item_id, lever_account_id, contact_id, posting_id, stage_id, stage, application_ids,
                  lever_url, exported_at)
             SELECT item.account_id, {opportunity.Id}, item.candidate_id, item.id, connection.lever_account_id, {opportunity.Contact}, item.posting_id,
                 {stageId}, {stage}, {applications}, {url}, {now}
             FROM item JOIN connections connection ON connection.account_id = item.account_id
             """, ct);
        if (confirmed == 0)
        {
            LogLeaseLost(item.Id);
            return;
        }

        if (await db.QueueNotesAsync(item.AccountId, [item.CandidateId], ct) > 0) await db.WakeChannelAsync(item.AccountId, now, ct);
        await db.AppendAsync(
            item.AccountId, [ExportEvents.Exported(now, item.CandidateId, item.ExportId, opportunity.Id, url, item.PostingId, deduped)], ct);
        await transaction.CommitAsync(ct);
        LogExported(item.Id, opportunity.Id);
    }

    private async Task FailAsync(ClaimedItem item, string code, string detail, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var failed = await db.Database.ExecuteSqlAsync(
            $"""
             UPDATE export_items SET status = 'Failed', live = false, code = {code}, detail = {detail}, sent = NULL, settled_at = NULL
             WHERE id = {item.Id} AND epoch = {item.Epoch} AND status = 'Exporting'
             """, ct);
        if (failed == 0) return;

        await db.AppendAsync(item.AccountId, [ExportEvents.Failed(clock.GetUtcNow(), item.CandidateId, item.ExportId, code, detail)], ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>The call may have been carried out, or may still be: from now on it is looked up, and sent again only after the settle window.</summary>
    private Task DoubtAsync(ClaimedItem item, CancellationToken ct) => WriteAsync(item, _options.FirstLook,
        $"""
         UPDATE export_items SET available_at = now() + {_options.FirstLook}, settled_at = now() + {_options.Settle}, epoch = epoch + 1
         WHERE id = {item.Id} AND epoch = {item.Epoch} AND status = 'Exporting'
         """, ct);

    /// <summary>Still in doubt: looked at again later.</summary>
    private Task PostponeAsync(ClaimedItem item, TimeSpan after, string? code, CancellationToken ct) => WriteAsync(item, after,
        $"""
         UPDATE export_items
         SET available_at = now() + {after}, code = {code}, detail = {(code is null ? null : ItemCodes.Detail(code))}, epoch = epoch + 1
         WHERE id = {item.Id} AND epoch = {item.Epoch} AND status = 'Exporting'
         """, ct);

    /// <summary>
    /// Gives the item back. When it was in doubt before, it stays so unless Lever has just refused the repetition for certain; the
    /// first call was then looked up already.
    /// </summary>
    private Task ReleaseAsync(ClaimedItem item, TimeSpan after, bool wasRefused, CancellationToken ct)
    {
        var isCertain = wasRefused || !item.InDoubt;
        return WriteAsync(item, after,
            $"""
             UPDATE export_items
             SET available_at = now() + {after}, epoch = epoch + 1,
                 status = CASE WHEN {isCertain} THEN 'Queued' ELSE status END, settled_at = CASE WHEN {isCertain} THEN NULL ELSE settled_at END
             WHERE id = {item.Id} AND epoch = {item.Epoch} AND status = 'Exporting'
             """, ct);
    }

    /// <summary>Writes, and gives the account a turn when the item is due again.</summary>
    private async Task WriteAsync(ClaimedItem item, TimeSpan after, FormattableString sql, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync(sql, ct);
        await db.WakeChannelAsync(item.AccountId, clock.GetUtcNow() + after, ct);
        await transaction.CommitAsync(ct);
    }

    private TimeSpan NextLook(ClaimedItem item)
    {
        var pause = _options.FirstLook * Math.Pow(2, Math.Min(item.Attempts, 10)) * (0.75 + (Random.Shared.NextDouble() / 2));
        return pause < LongestLook ? pause : LongestLook;
    }

    [LoggerMessage(LogLevel.Information, "Item {ItemId} is opportunity {OpportunityId} in Lever")]
    private partial void LogExported(long itemId, string opportunityId);

    [LoggerMessage(LogLevel.Information, "Item {ItemId} was in doubt and found in Lever as opportunity {OpportunityId}")]
    private partial void LogAdopted(long itemId, string opportunityId);

    [LoggerMessage(LogLevel.Warning, "Item {ItemId} is in doubt after attempt {Attempt}: Lever answered {Status}")]
    private partial void LogInDoubt(long itemId, int attempt, HttpStatusCode? status);

    [LoggerMessage(LogLevel.Information, "Item {ItemId} is postponed after attempt {Attempt}: Lever answered {Status}")]
    private partial void LogPostponed(long itemId, int attempt, HttpStatusCode? status);

    [LoggerMessage(LogLevel.Warning, "Lever refused item {ItemId} with {Status}")]
    private partial void LogRefused(long itemId, HttpStatusCode? status);

    [LoggerMessage(LogLevel.Warning, "The outcome of item {ItemId} came after its lease had ended, and was left to the next look")]
    private partial void LogLeaseLost(long itemId);
}
