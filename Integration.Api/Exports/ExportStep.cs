using System.Net;
using Integration.Api.Data;
using Integration.Api.Events;
using Integration.Api.Lever;
using Integration.Api.LeverLists;
using Integration.Api.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Integration.Api.Exports;

/// <summary>
/// One step with a leased item: look where a call is in doubt, send where surely nothing was sent, and write the outcome down.
/// Every write names the epoch of the lease, so a worker that lost it changes nothing.
/// </summary>
internal sealed partial class ExportStep(
    IntegrationDbContext db, LeverClient lever, LeverListCache lists, ExportRefusals refusals, Confirmations confirmations, ResumeMemory resumes,
    IOptions<ExportOptions> options, TimeProvider clock, ILogger<ExportStep> logger)
{
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(30);

    /// <summary>How long it is asked why Lever refused; nothing of it can be in doubt meanwhile.</summary>
    private static readonly TimeSpan LongestReason = TimeSpan.FromSeconds(15);

    /// <summary>How soon it is looked again whether a person has made clear in Lever which one it is.</summary>
    private static readonly TimeSpan ForAPerson = TimeSpan.FromHours(1);

    private readonly ExportOptions _options = options.Value;

    /// <param name="deadline">Cancelled when nothing may be sent any more under this lease.</param>
    public async Task RunAsync(ClaimedItem item, CancellationToken deadline, CancellationToken ct)
    {
        var isSent = false;
        try
        {
            if (item.InDoubt && await LookAsync(item, deadline, ct)) return;

            if (await refusals.FindAsync(item, deadline) is { } refusal)
            {
                await EndAsync(item, refusal == ItemCodes.Cancelled ? ExportItemStatus.Skipped : ExportItemStatus.Failed, refusal, ItemCodes.Detail(refusal), ct);
                return;
            }

            using var memory = item.ResumeBytes is { } bytes ? await resumes.ReserveAsync(bytes, deadline) : null;
            var resume = memory is null ? null : await ReadResumeAsync(item, ct);
            var opportunity = item.Sent!.Opportunity with { Stage = await lists.NewLeadAsync(item.AccountId, item.LeverAccountId, deadline) };
            using var body = LeverClient.BodyOf(opportunity, resume);
            isSent = true;
            var created = await SendAsync(item, body, deadline);
            await ConfirmAsync(item, created.Data, created.Deduped);
        }
        catch (Exception e) when (isSent && e is LeverException { IsUncertain: true } or OperationCanceledException)
        {
            LogInDoubt(item.Id, item.Attempts, (e as LeverException)?.Status);
            await DoubtAsync(item, ct);
        }
        catch (NotAuthorizedException)
        {
            // Lever refused the token, so this call did nothing. The next authorization gives the account its turn.
            await ReleaseAsync(item, TimeSpan.Zero, ct);
        }
        catch (Exception e) when (e is LeverException { IsTransient: true } or OperationCanceledException)
        {
            LogPostponed(item.Id, item.Attempts, (e as LeverException)?.Status);
            await ReleaseAsync(item, NextLook(item), ct);
        }
        catch (LeverException e) when (item.InDoubt && !isSent)
        {
            // Not the opportunity was refused but the look, so it is still unknown what became of the call.
            LogPostponed(item.Id, item.Attempts, e.Status);
            await ReleaseAsync(item, NextLook(item), ct);
        }
        catch (LeverException e)
        {
            await RefusedAsync(item, e, ct);
        }
        catch (Exception e) when (Unforeseen.Is(e))
        {
            LogUnforeseen(item.Id, Unforeseen.Describe(e));
            if (isSent) await DoubtAsync(item, ct);
            else if (item.InDoubt) await PostponeAsync(item, ForAPerson, ItemCodes.InternalError, ct);
            else await EndAsync(item, ExportItemStatus.Failed, ItemCodes.InternalError, ItemCodes.Detail(ItemCodes.InternalError), ct);
        }
    }

    /// <summary>Finds out what became of an earlier call.</summary>
    /// <returns>False when surely nothing did.</returns>
    private async Task<bool> LookAsync(ClaimedItem item, CancellationToken deadline, CancellationToken ct)
    {
        var (opportunities, sent) = await ComparableAsync(item, await LookUpAsync(item, deadline), ct);
        var found = opportunities.ToLookup(opportunity => opportunity.LikenessTo(sent));
        if (found[Likeness.Same].ToList() is [var match])
        {
            LogAdopted(item.Id, match.Id);
            await ConfirmAsync(item, match, deduped: null);
            return true;
        }

        var code = found.Contains(Likeness.Same) ? ItemCodes.SeveralMatches : found.Contains(Likeness.Unclear) ? ItemCodes.UnclearMatch : null;
        if (code is null && item.IsSettled) return false;

        await PostponeAsync(item, code is null ? NextLook(item) : ForAPerson, code, ct);
        return true;
    }

    /// <summary>The same with names that are written alike: Lever may compose the letters of one that was sent decomposed, and the other way round.</summary>
    private async Task<(IEnumerable<LeverOpportunity> Found, ClaimedItem Item)> ComparableAsync(
        ClaimedItem item, List<LeverOpportunity> found, CancellationToken ct)
    {
        if (item.Sent is not { Opportunity: var sent } || found.Count == 0) return (found, item);

        var names = await db.InNfcAsync([sent.Name, .. found.Select(opportunity => opportunity.Name ?? "")], ct);
        return (
            found.Select((opportunity, index) => opportunity with { Name = names[index + 1] }),
            item with { Sent = item.Sent with { Opportunity = sent with { Name = names[0] } } });
    }

    private async Task<List<LeverOpportunity>> LookUpAsync(ClaimedItem item, CancellationToken ct)
    {
        using var span = ExportTelemetry.Start(ExportTelemetry.LookUp);
        return await lever.FindOpportunitiesCreatedAtAsync(item.FirstCall, item.Marker, ct);
    }

    private async Task<CreatedOpportunity> SendAsync(ClaimedItem item, HttpContent body, CancellationToken ct)
    {
        using var span = ExportTelemetry.Start(ExportTelemetry.Send);
        return await lever.CreateOpportunityAsync(item.FirstCall with { IsReserved = !item.InDoubt }, body, item.Sent!.PerformAs, ct);
    }

    /// <summary>Says why Lever refused, as far as it can be told: it documents no codes.</summary>
    private async Task RefusedAsync(ClaimedItem item, LeverException e, CancellationToken ct)
    {
        var code = e.Status is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity
            ? await ReasonAsync(item)
            : ItemCodes.RefusedByLever;
        LogRefused(item.Id, e.Status);
        await EndAsync(
            item, ExportItemStatus.Failed, code, code == ItemCodes.RefusedByLever ? $"Lever refused this candidate: {e.Message}" : ItemCodes.Detail(code), ct);
    }

    /// <summary>What changed in Lever since we last looked there, as both lists may be a minute old.</summary>
    private async Task<string> ReasonAsync(ClaimedItem item)
    {
        using var patience = new CancellationTokenSource(LongestReason, clock);
        var ct = patience.Token;
        try
        {
            if (item.PostingId is { } posting && ItemCodes.OfPosting(await lists.PostingStateNowAsync(item.AccountId, posting, ct)) is { } refusal)
                return refusal;
            if ((await lists.UsersNowAsync(item.AccountId, ct)).TrueForAll(user => user.Id != item.Sent!.PerformAs)) return ItemCodes.LeverUserDeactivated;
        }
        catch (Exception e) when (e is LeverException or NotAuthorizedException or OperationCanceledException)
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

    private async Task EndAsync(ClaimedItem item, ExportItemStatus status, string code, string detail, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var ended = await db.Database.ExecuteSqlAsync(
            $"""
             UPDATE export_items SET status = {status.ToString()}, live = false, code = {code}, detail = {detail}, sent = NULL, settled_at = NULL
             WHERE id = {item.Id} AND epoch = {item.Epoch} AND status = 'Exporting'
             """, ct);
        if (ended == 0) return;

        if (status == ExportItemStatus.Failed)
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
         SET available_at = now() + {after}, code = {code}, detail = {(code is null ? null : ItemCodes.Detail(code))}, epoch = epoch + 1,
             settled_at = CASE WHEN {item.IsSettled} THEN now() ELSE settled_at END
         WHERE id = {item.Id} AND epoch = {item.Epoch} AND status = 'Exporting'
         """, ct);

    /// <summary>
    /// Gives the item back without a call under this lease that could still do something. One that was in doubt before stays so, and is
    /// looked up before each further call; but no call has made its window longer. Of any other nothing was sent, and what will be is read anew.
    /// </summary>
    private Task ReleaseAsync(ClaimedItem item, TimeSpan after, CancellationToken ct) => item.InDoubt
        ? PostponeAsync(item, after, null, ct)
        : WriteAsync(item, after,
            $"""
             UPDATE export_items SET status = 'Queued', available_at = now() + {after}, epoch = epoch + 1, settled_at = NULL, sent = NULL
             WHERE id = {item.Id} AND epoch = {item.Epoch} AND status = 'Exporting'
             """, ct);

    /// <summary>Writes, and gives the account a turn when the item is due again.</summary>
    private async Task WriteAsync(ClaimedItem item, TimeSpan after, FormattableString sql, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync(sql, ct);
        await db.WakeChannelAsync(item.AccountId, after, ct);
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

    [LoggerMessage(LogLevel.Error, "A mistake of ours at item {ItemId}: {Mistake}")]
    private partial void LogUnforeseen(long itemId, string mistake);

    [LoggerMessage(LogLevel.Warning, "Lever refused item {ItemId} with {Status}")]
    private partial void LogRefused(long itemId, HttpStatusCode? status);

    [LoggerMessage(LogLevel.Warning, "The outcome of item {ItemId} came after its lease had ended, and was left to the next look")]
    private partial void LogLeaseLost(long itemId);
}
