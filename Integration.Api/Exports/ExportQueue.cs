using Integration.Api.Data;
using Microsoft.EntityFrameworkCore;

namespace Integration.Api.Exports;

/// <summary>Putting candidates into the queue.</summary>
internal static class ExportQueue
{
    /// <summary>Markers may lie in the past, and must not lie in the future: this much room for bursts and for clocks that differ.</summary>
    private const long MarkerAgeMs = 5 * 60 * 1_000;

    /// <summary>
    /// Gives the account a turn now. Call it after the rows that are to be found have been written, in the same transaction: a worker
    /// that holds the channel at this moment sees them, or this statement waits and comes after it.
    /// </summary>
    public static Task WakeChannelAsync(this IntegrationDbContext db, string account, CancellationToken ct) =>
        db.WakeChannelAsync(account, TimeSpan.Zero, ct);

    /// <summary>The same, later. Turns are told by the database's clock alone: those of the processes may differ.</summary>
    public static Task WakeChannelAsync(this IntegrationDbContext db, string account, TimeSpan after, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO lever_channels (account_id, next_at) VALUES ({account}, clock_timestamp() + {after})
             ON CONFLICT (account_id) DO UPDATE SET next_at = excluded.next_at WHERE lever_channels.next_at > excluded.next_at
             """, ct);

    /// <summary>Gives markers that no opportunity or note of this Lever account has, one after the other.</summary>
    /// <returns>The first of them, in milliseconds since 1970.</returns>
    public static async Task<long> NextMarkersAsync(this IntegrationDbContext db, string leverAccount, int count, CancellationToken ct)
    {
        if (count == 0) return 0;

        var last = (await db.Database.SqlQuery<long>(
            $"""
             INSERT INTO lever_markers (lever_account_id, last)
             VALUES ({leverAccount}, (extract(epoch FROM now()) * 1000)::bigint - {MarkerAgeMs} + {count})
             ON CONFLICT (lever_account_id) DO UPDATE SET last = greatest(lever_markers.last + {count}, excluded.last)
             RETURNING last AS "Value"
             """).ToListAsync(ct)).Single();
        return last - count + 1;
    }

    /// <summary>
    /// Writes an item for each candidate: queued; failed when the candidate is unknown; skipped when an earlier item of the same
    /// candidate and posting stands against it, which the unique index decides.
    /// </summary>
    /// <param name="postingFromRequisition">True when each candidate's requisition says which posting.</param>
    /// <returns>The unknown candidates.</returns>
    public static Task<List<string>> AddItemsAsync(
        this IntegrationDbContext db, Export export, string[] candidates, ExportPriority priority, bool postingFromRequisition,
        CancellationToken ct) =>
        // Ordered by candidate, so that two exports of the same people wait for each other instead of dead-locking.
        db.Database.SqlQuery<string>(
            $"""
             WITH wanted AS (
                 SELECT asked.candidate_id, asked.position - 1 AS position, candidate.id IS NOT NULL AS known,
                     CASE WHEN {postingFromRequisition} THEN requisition.lever_posting_id ELSE {export.PostingId} END AS posting_id
                 FROM unnest({candidates}) WITH ORDINALITY AS asked (candidate_id, position)
                 LEFT JOIN candidates candidate ON candidate.account_id = {export.AccountId} AND candidate.id = asked.candidate_id
                 LEFT JOIN requisitions requisition
                     ON requisition.account_id = candidate.account_id AND requisition.id = candidate.requisition_id),
             queued AS (
                 INSERT INTO export_items
                     (export_id, account_id, candidate_id, position, posting_id, status, live, priority, available_at, epoch, attempts)
                 SELECT {export.Id}, {export.AccountId}, candidate_id, position, posting_id, 'Queued', true, {(int)priority}, now(), 0, 0
                 FROM wanted WHERE known ORDER BY candidate_id
                 ON CONFLICT DO NOTHING
                 RETURNING candidate_id),
             settled AS (
                 INSERT INTO export_items
                     (export_id, account_id, candidate_id, position, posting_id, status, live, priority, available_at, epoch, attempts,
                      code, detail)
                 SELECT {export.Id}, {export.AccountId}, candidate_id, position, posting_id, CASE WHEN known THEN 'Skipped' ELSE 'Failed' END,
                     false, {(int)priority}, now(), 0, 0,
                     CASE WHEN known THEN {ItemCodes.AlreadyExported} ELSE {ItemCodes.CandidateNotFound} END,
                     CASE WHEN known THEN {ItemCodes.Detail(ItemCodes.AlreadyExported)} ELSE {ItemCodes.Detail(ItemCodes.CandidateNotFound)} END
                 FROM wanted WHERE candidate_id NOT IN (SELECT candidate_id FROM queued)
                 RETURNING candidate_id, status)
             SELECT candidate_id FROM settled WHERE status = 'Failed'
             """).ToListAsync(ct);

    /// <summary>
    /// Queues the failed items of an export again, to be sent as if for the first time, also when what was left of it was cancelled; those
    /// that another item stands against by now are skipped.
    /// </summary>
    /// <returns>How many items had failed.</returns>
    public static async Task<int> RequeueFailedAsync(this IntegrationDbContext db, string account, Guid export, CancellationToken ct)
    {
        for (; ; )
        {
            try
            {
                await using var transaction = await db.Database.BeginTransactionAsync(ct);
                var failed = await RequeueFailedOnceAsync(db, export, ct);
                await db.Exports.Where(found => found.Id == export && failed > 0)
                    .ExecuteUpdateAsync(set => set.SetProperty(found => found.CancelledAt, (DateTimeOffset?)null), ct);
                await db.WakeChannelAsync(account, ct);
                await transaction.CommitAsync(ct);
                return failed;
            }
            catch (Exception e) when (e.IsUniqueViolation())
            {
                // Another export queued one of them at this moment. The unique index has no "else skip" for updates: look again, and skip it.
            }
        }
    }

    private static async Task<int> RequeueFailedOnceAsync(IntegrationDbContext db, Guid export, CancellationToken ct)
    {
        var failed = await db.Database.SqlQuery<long>(
            $"""
             SELECT item.id AS "Value" FROM export_items item
             JOIN candidates candidate ON candidate.account_id = item.account_id AND candidate.id = item.candidate_id
             WHERE item.export_id = {export} AND item.status = 'Failed'
             ORDER BY candidate.id FOR NO KEY UPDATE OF candidate, item
             """).ToListAsync(ct);
        return await db.Database.ExecuteSqlAsync(
            $"""
             UPDATE export_items item
             SET live = taken.by IS NULL,
                 status = CASE WHEN taken.by IS NULL THEN 'Queued' ELSE 'Skipped' END,
                 code = CASE WHEN taken.by IS NULL THEN NULL ELSE {ItemCodes.AlreadyExported} END,
                 detail = CASE WHEN taken.by IS NULL THEN NULL ELSE {ItemCodes.Detail(ItemCodes.AlreadyExported)} END,
                 available_at = now(), attempts = 0, marker = NULL, settled_at = NULL, sent = NULL, epoch = epoch + 1
             FROM (SELECT failed.id, min(other.id) AS by FROM export_items failed
                   LEFT JOIN export_items other ON other.account_id = failed.account_id AND other.candidate_id = failed.candidate_id
                       AND other.posting_id IS NOT DISTINCT FROM failed.posting_id AND other.live
                   WHERE failed.id = ANY({failed}) GROUP BY failed.id) taken
             WHERE item.id = taken.id
             """, ct);
    }
}
