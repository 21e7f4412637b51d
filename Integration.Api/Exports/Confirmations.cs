using System.Collections.Concurrent;
using System.Text.Json;
using Integration.Api.Data;
using Integration.Api.Events;
using Integration.Api.Http;
using Integration.Api.Lever;
using Integration.Api.Notes;
using Integration.Api.Workers;
using Microsoft.EntityFrameworkCore;

namespace Integration.Api.Exports;

/// <summary>
/// Writes down what Lever created. What arrives while a commit is under way shares the next one: the events of an account are
/// written one after the other, so that commits of single items would wait for each other, each for the disk.
/// </summary>
internal sealed partial class Confirmations(IServiceScopeFactory scopes, TimeProvider clock, ILogger<Confirmations> logger) : IDisposable
{
    private const int MostAtOnce = 100;

    private readonly ConcurrentQueue<Confirmation> _waiting = new();
    private readonly SemaphoreSlim _writer = new(1, 1);

    /// <summary>Returns when it is durable.</summary>
    /// <param name="stage">Lever's text of the opportunity's stage, known beforehand: nothing here may wait for Lever.</param>
    /// <returns>False when the lease was lost meanwhile: then nothing was written.</returns>
    public async Task<bool> ConfirmAsync(ClaimedItem item, LeverOpportunity opportunity, string stage, bool? deduped)
    {
        var confirmation = new Confirmation(item, opportunity, stage, deduped);
        _waiting.Enqueue(confirmation);
        await _writer.WaitAsync();
        try
        {
            while (!confirmation.Written.Task.IsCompleted) await WriteTogetherAsync();
        }
        finally
        {
            _writer.Release();
        }

        return await confirmation.Written.Task;
    }

    public void Dispose() => _writer.Dispose();

    private async Task WriteTogetherAsync()
    {
        var batch = new List<Confirmation>();
        while (batch.Count < MostAtOnce && _waiting.TryDequeue(out var next)) batch.Add(next);
        try
        {
            await WriteAsync(batch);
        }
        catch (Exception e) when (batch.Count > 1)
        {
            // Whatever is wrong with one of them must not cost the others.
            LogOneByOne(batch.Count, Unforeseen.Describe(e));
            foreach (var confirmation in batch) await WriteAloneAsync(confirmation);
        }
        catch (Exception e)
        {
            batch[0].Written.SetException(e);
        }
    }

    private async Task WriteAloneAsync(Confirmation confirmation)
    {
        try
        {
            await WriteAsync([confirmation]);
        }
        catch (Exception e)
        {
            confirmation.Written.SetException(e);
        }
    }

    private async Task WriteAsync(List<Confirmation> batch)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IntegrationDbContext>();
        var now = clock.GetUtcNow();

        await using var transaction = await db.Database.BeginTransactionAsync();
        var written = (await WriteItemsAsync(db, batch, now)).ToHashSet();
        var exported = batch.FindAll(confirmation => written.Contains(confirmation.Item.Id));
        var withNotes = await db.QueueNotesAsync(
            exported.ConvertAll(confirmation => (confirmation.Item.AccountId, confirmation.Item.CandidateId)), CancellationToken.None);
        foreach (var account in withNotes) await db.WakeChannelAsync(account, CancellationToken.None);
        await db.AppendAsync(exported.ConvertAll(confirmation => (confirmation.Item.AccountId, confirmation.Event(now))), CancellationToken.None);
        await transaction.CommitAsync();

        foreach (var confirmation in batch) confirmation.Written.SetResult(written.Contains(confirmation.Item.Id));
    }

    /// <returns>The items whose lease still held.</returns>
    private static Task<List<long>> WriteItemsAsync(IntegrationDbContext db, List<Confirmation> batch, DateTimeOffset now)
    {
        var rows = JsonSerializer.Serialize(
            batch.Select(confirmation => new
            {
                confirmation.Item.Id,
                confirmation.Item.Epoch,
                Opportunity = confirmation.Opportunity.Id,
                confirmation.Deduped,
                confirmation.Opportunity.Contact,
                confirmation.StageId,
                confirmation.Stage,
                Applications = (confirmation.Opportunity.Applications ?? []).Select(application => application.Id),
                confirmation.LeverUrl,
            }),
            Json.Options);
        return db.Database.SqlQuery<long>(
            $"""
             WITH exported AS (
                 UPDATE export_items item
                 SET status = 'Exported', opportunity_id = given.opportunity, deduped = given.deduped, code = NULL, detail = NULL, sent = NULL,
                     settled_at = NULL
                 FROM jsonb_to_recordset({rows}::jsonb) AS given
                     (id bigint, epoch int, opportunity text, deduped boolean, contact text, "stageId" text, stage text, applications text[],
                      "leverUrl" text)
                 WHERE item.id = given.id AND item.epoch = given.epoch AND item.status = 'Exporting'
                 RETURNING item.account_id, item.candidate_id, item.posting_id, given.*)
             INSERT INTO opportunities
                 (account_id, id, candidate_id, export_item_id, lever_account_id, contact_id, posting_id, stage_id, stage, application_ids,
                  lever_url, exported_at)
             SELECT exported.account_id, opportunity, candidate_id, exported.id, connection.lever_account_id, contact, posting_id, "stageId", stage,
                 applications, "leverUrl", {now}
             FROM exported JOIN connections connection ON connection.account_id = exported.account_id
             RETURNING export_item_id AS "Value"
             """).ToListAsync();
    }

    /// <summary>What Lever answered to the call, or showed when it was looked up.</summary>
    private sealed record Confirmation(ClaimedItem Item, LeverOpportunity Opportunity, string Stage, bool? Deduped)
    {
        public TaskCompletionSource<bool> Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string StageId => Opportunity.Stage ?? OpportunityOf.NewLead;

        public string LeverUrl => Opportunity.Urls?.Show ?? "";

        public NewEvent Event(DateTimeOffset at) =>
            ExportEvents.Exported(at, Item.CandidateId, Item.ExportId, Opportunity.Id, LeverUrl, Item.PostingId, Deduped);
    }

    [LoggerMessage(LogLevel.Warning, "{Count} confirmations could not be written together, and are written one by one: {Mistake}")]
    private partial void LogOneByOne(int count, string mistake);
}
