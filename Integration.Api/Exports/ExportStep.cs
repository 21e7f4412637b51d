using System.Net;
using Integration.Api.Data;
using Integration.Api.Events;
using Integration.Api.Lever;
using Integration.Api.LeverLists;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Integration.Api.Exports;

/// <summary>
/// One step with a leased item: look where a call is in doubt, send where surely nothing was sent, and write the outcome down.
/// Every write names the epoch of the lease, so a worker that lost it changes nothing.
/// </summary>
internal sealed partial class ExportStep(
    IntegrationDbContext db, LeverClient lever, LeverListCache lists, Confirmations confirmations, IOptions<ExportOptions> options,
    TimeProvider clock, ILogger<ExportStep> logger)
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
                var matches = await LookUpAsync(item, deadline);
                if (matches is [var match])
                {
                    LogAdopted(item.Id, match.Id);
                    await ConfirmAsync(item, match, deduped: null);
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

            if (item.Sent is not { } sending)
            {
                await FailAsync(item, ItemCodes.CandidateNotFound, ItemCodes.Detail(ItemCodes.CandidateNotFound), ct);
                return;
            }

            if (item.PostingId is not null && await PostingRefusalAsync(item, deadline) is { } refusal)
            {
                await FailAsync(item, refusal, ItemCodes.Detail(refusal), ct);
                return;
            }

            var resume = item.HasResume ? await ReadResumeAsync(item, ct) : null;
            isSent = true;
            var created = await SendAsync(item, sending, resume, deadline);
            await ConfirmAsync(item, created.Data, created.Deduped);
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
        catch (LeverException e) when (item.InDoubt && !isSent)
        {
            // Not the opportunity was refused but the look, so it is still unknown what became of the call.
            LogPostponed(item.Id, item.Attempts, e.Status);
            await PostponeAsync(item, NextLook(item), null, ct);
        }
        catch (LeverException e)
        {
            await RefusedAsync(item, e, ct);
        }
    }

    private async Task<List<LeverOpportunity>> LookUpAsync(ClaimedItem item, CancellationToken ct)
    {
        using var span = ExportTelemetry.Start(ExportTelemetry.LookUp);
        return (await lever.FindOpportunitiesCreatedAtAsync(item.AccountId, item.Marker, reserved: true, ct)).FindAll(found => found.IsOf(item));
    }

    private async Task<CreatedOpportunity> SendAsync(ClaimedItem item, SentOpportunity sent, LeverFile? resume, CancellationToken ct)
    {
        using var span = ExportTelemetry.Start(ExportTelemetry.Send);
        return await lever.CreateOpportunityAsync(item.AccountId, sent.Opportunity, resume, sent.PerformAs, reserved: !item.InDoubt, ct);
    }

    private async Task<string?> PostingRefusalAsync(ClaimedItem item, CancellationToken ct) =>
        (await lists.PostingStateAsync(item.AccountId, item.PostingId!, ct)) switch
        {
            null => ItemCodes.PostingNotFound,
            var state when LeverPosting.TakesCandidates(state) => null,
            _ => ItemCodes.PostingClosed,
        };

    /// <summary>Says why Lever refused, as far as it can be told: it documents no codes.</summary>
    private async Task RefusedAsync(ClaimedItem item, LeverException e, CancellationToken ct)
    {
        var code = e.Status is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity
            ? await ReasonAsync(item, ct)
            : ItemCodes.RefusedByLever;
        LogRefused(item.Id, e.Status);
        await FailAsync(item, code, code == ItemCodes.RefusedByLever ? $"Lever refused this candidate: {e.Message}" : ItemCodes.Detail(code), ct);
    }

    /// <summary>What changed in Lever since we last looked there, as both lists may be a minute old.</summary>
    private async Task<string> ReasonAsync(ClaimedItem item, CancellationToken ct)
    {
        try
        {
            if (item.PostingId is { } posting && !LeverPosting.TakesCandidates(await lists.ReadPostingStateAsync(item.AccountId, posting, ct)))
                return ItemCodes.PostingClosed;
            if (await lists.IsDeactivatedAsync(item.AccountId, item.Sent!.PerformAs, ct)) return ItemCodes.LeverUserDeactivated;
        }
        catch (Exception e) when (e is LeverException or NotAuthorizedException)
        {
            // Then Lever's own words have to do.
        }

        return ItemCodes.RefusedByLever;
    }

    /// <summary>
    /// The résumé of now. One that was replaced while a call was in doubt goes with its repetition: Lever has not got the older one, or
    /// nothing would be repeated, and takes none later.
    /// </summary>
    private Task<LeverFile?> ReadResumeAsync(ClaimedItem item, CancellationToken ct) => db.Resumes
        .Where(resume => resume.AccountId == item.AccountId && resume.CandidateId == item.CandidateId)
        .Select(resume => new LeverFile(resume.FileName, resume.ContentType, resume.Content))
        .SingleOrDefaultAsync(ct);

    private async Task ConfirmAsync(ClaimedItem item, LeverOpportunity opportunity, bool? deduped)
    {
        using var span = ExportTelemetry.Start(ExportTelemetry.Confirm);
        var stage = await lists.StageTextAsync(item.AccountId, item.LeverAccountId, opportunity.Stage ?? OpportunityOf.NewLead, CancellationToken.None);
        if (await confirmations.ConfirmAsync(item, opportunity, stage, deduped)) LogExported(item.Id, opportunity.Id);
        else LogLeaseLost(item.Id);
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

        await db.AppendAsync(item.AccountId, [ExportEvents.Failed(clock.GetUtcNow(), item.CandidateId, item.ExportId, code)], ct);
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
