using System.Text.Json;
using Integration.Api.Connections;
using Integration.Api.Data;
using Integration.Api.Events;
using Integration.Api.Lever;
using Integration.Api.Notes;
using Integration.Api.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Integration.Api.Exports;

/// <summary>An item that this worker may work on until its lease ends.</summary>
/// <param name="InDoubt">An earlier call may have created the opportunity: look before sending.</param>
/// <param name="IsSettled">No earlier call can still be under way.</param>
/// <param name="WhyNot">The code of what forbids to send it (again): cancelled, for example; but what an earlier call did is still found out.</param>
/// <param name="Sent">Null when the person was erased since: then there is nothing to send (again).</param>
/// <param name="ResumeBytes">How large the one is that is to be read and sent along; null without one.</param>
/// <param name="NotAfter">The timestamp at which no call may begin any more. It counts from before the lease, however long that took.</param>
internal sealed record ClaimedItem(
    long Id, string AccountId, string LeverAccountId, Guid ExportId, string CandidateId, string? PostingId, int Epoch, int Attempts, long Marker,
    bool InDoubt, bool IsSettled, string? WhyNot, SentOpportunity? Sent, int? ResumeBytes, long NotAfter)
{
    /// <summary>The permit that was reserved with the lease is for the first call: for the look, when it is in doubt.</summary>
    public QueuedCall FirstCall => new(AccountId, LeverAccountId, NotAfter, IsReserved: true);
}

/// <summary>What is sent for an item, kept until its outcome is known. The résumé, which goes along, is not part of it.</summary>
/// <param name="PerformAs">The exporter's Lever user.</param>
internal sealed record SentOpportunity(NewOpportunity Opportunity, string PerformAs)
{
    public SentOpportunity At(long marker) => this with { Opportunity = Opportunity with { CreatedAt = marker } };
}

/// <summary>What one look at the queue gave.</summary>
/// <param name="Account">Null when no account has a turn now.</param>
/// <param name="NextAfter">When the next turn is due, in that case.</param>
internal sealed record Claim(string? Account, IReadOnlyList<ClaimedItem> Items, IReadOnlyList<ClaimedNote> Notes, TimeSpan NextAfter);

/// <summary>
/// Takes work: the account that has waited longest, and of it as many items as Lever's rate allows now. When it commits, each item is
/// leased, has its marker, and what will be sent is written down; only then may anything be sent.
/// </summary>
internal sealed partial class ExportClaim(
    IntegrationDbContext db, LeverBucket bucket, NoteClaim noteClaim, IOptions<ExportOptions> options, TimeProvider clock,
    ILogger<ExportClaim> logger)
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    /// <summary>How soon it is looked again whether what was in the way has been put right.</summary>
    private static readonly TimeSpan ForAPerson = TimeSpan.FromHours(1);

    private readonly ExportOptions _options = options.Value;

    public async Task<Claim> TakeTurnAsync(int most, CancellationToken ct)
    {
        var notAfter = clock.GetTimestamp() + (long)(_options.Deadline.TotalSeconds * clock.TimestampFrequency);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var due = await db.Database.SqlQuery<string>(
            $"SELECT account_id FROM lever_channels WHERE next_at <= now() ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED").ToListAsync(ct);
        if (due is not [var account]) return new(null, [], [], await UntilNextTurnAsync(ct));

        using var span = ExportTelemetry.Start(ExportTelemetry.Claim);
        try
        {
            var (items, notes) = await TakeAsync(account, most, notAfter, ct);
            await transaction.CommitAsync(ct);
            return new(account, items, notes, TimeSpan.Zero);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // Whatever is wrong with this account must not keep the others waiting.
            LogTurnFailed(account, Unforeseen.Describe(e));
            await transaction.RollbackAsync(ct);
            await SetNextAsync(account, AfterFailure, ct);
            return new(account, [], [], TimeSpan.Zero);
        }
    }

    private async Task<(IReadOnlyList<ClaimedItem> Items, IReadOnlyList<ClaimedNote> Notes)> TakeAsync(
        string account, int most, long notAfter, CancellationToken ct)
    {
        var connection = await db.Connections.Where(found => found.AccountId == account)
            .Select(found => new { found.Status, found.LeverAccountId }).SingleOrDefaultAsync(ct);
        if (connection?.Status.IsUsable() != true)
        {
            // An authorization gives the account its next turn.
            await db.Database.ExecuteSqlAsync($"UPDATE lever_channels SET next_at = 'infinity' WHERE account_id = {account}", ct);
            return ([], []);
        }

        var wanted = Math.Min(most, _options.Batch);
        var permits = await bucket.ReserveAsync(account, wanted, LeverUrgency.Background);
        if (permits.Granted == 0)
        {
            await SetNextAsync(account, permits.NextAfter, ct);
            return ([], []);
        }

        var rows = (await LockItemsAsync(account, permits.Granted, ct)).ConvertAll(Prepare);
        var sendable = await RefuseAsync(account, rows, ct);
        var items = await LeaseAsync(account, connection.LeverAccountId!, sendable, notAfter, ct);
        var (notes, seen) = rows.Count < permits.Granted
            ? await noteClaim.TakeAsync(account, connection.LeverAccountId!, permits.Granted - rows.Count, notAfter, ct)
            : ([], 0);
        await bucket.ReturnAsync(account, permits.Granted - items.Count - notes.Count);

        if (rows.Count + seen < permits.Granted)
            await SetNextToFirstAvailableAsync(account, permits.IsCautious ? permits.NextAfter : TimeSpan.Zero, ct);
        else
            await SetNextAsync(account, permits.Granted < wanted || permits.IsCautious ? permits.NextAfter : TimeSpan.Zero, ct);

        await AppendRefusalsAsync(account, rows, ct);
        return (items, notes);
    }

    private async Task<TimeSpan> UntilNextTurnAsync(CancellationToken ct)
    {
        var next = await db.Database.SqlQuery<double?>(
            $"""
             SELECT extract(epoch FROM next_at - now())::float8 AS "Value" FROM lever_channels
             WHERE next_at < 'infinity' ORDER BY next_at LIMIT 1
             """).ToListAsync(ct);
        return next is [{ } seconds] ? TimeSpan.FromSeconds(Math.Max(0.005, seconds)) : TimeSpan.MaxValue;
    }

    /// <summary>
    /// The items that are due, a person's before a bulk's before automatic ones. Each priority is a short walk along the index, and the next
    /// one begins only when more is wanted: whatever is queued beyond that is neither read nor locked.
    /// </summary>
    private Task<List<Row>> LockItemsAsync(string account, int most, CancellationToken ct) => db.Database.SqlQuery<Row>(
        $"""
         SELECT item.id, item.export_id, item.candidate_id, item.posting_id, item.epoch, item.attempts, item.marker,
             item.settled_at IS NOT NULL AS in_doubt, coalesce(item.settled_at <= now(), true) AS is_settled, item.sent,
             export.cancelled_at IS NOT NULL AS is_cancelled, coalesce(member.active, false) AS is_member_active, mapping.lever_user_id, candidate.id IS NOT NULL AS is_known,
             candidate.name, candidate.headline, candidate.location, candidate.emails, candidate.phones, candidate.links,
             candidate.tags, candidate.profile_url,
             (SELECT length(content) FROM resumes WHERE account_id = item.account_id AND candidate_id = item.candidate_id) AS resume_bytes
         FROM (SELECT due.* FROM generate_series({(int)ExportPriority.Interactive}, {(int)ExportPriority.Automatic}) AS urgency
               CROSS JOIN LATERAL (
                   SELECT * FROM export_items
                   WHERE account_id = {account} AND priority = urgency AND status IN ('Queued', 'Exporting') AND available_at <= now()
                   ORDER BY available_at, id LIMIT {most} FOR UPDATE SKIP LOCKED) due
               LIMIT {most}) item
         JOIN exports export ON export.id = item.export_id
         LEFT JOIN members member ON member.account_id = item.account_id AND member.id = export.created_by_member_id
         LEFT JOIN candidates candidate ON candidate.account_id = item.account_id AND candidate.id = item.candidate_id
         LEFT JOIN user_mappings mapping
             ON mapping.account_id = item.account_id AND mapping.member_id = export.created_by_member_id AND mapping.active
         ORDER BY item.priority, item.available_at, item.id
         """).ToListAsync(ct);

    /// <summary>Ends the items that cannot be sent: cancelled, the person erased, the exporter not active or not mapped any more, or not to be read.</summary>
    private async Task<List<Prepared>> RefuseAsync(string account, List<Prepared> rows, CancellationToken ct)
    {
        foreach (var group in rows.Where(row => row.Refusal is not null).GroupBy(row => row.Refusal!))
        {
            var ids = group.Select(row => row.Row.Id).ToArray();
            var status = group.Key == ItemCodes.Cancelled ? "Skipped" : "Failed";
            await db.Database.ExecuteSqlAsync(
                $"""
                 UPDATE export_items
                 SET status = {status}, live = false, code = {group.Key}, detail = {ItemCodes.Detail(group.Key)}, sent = NULL, epoch = epoch + 1
                 WHERE account_id = {account} AND id = ANY({ids})
                 """, ct);
        }

        var unreadable = rows.Where(row => row.MustWait).Select(row => row.Row.Id).ToArray();
        if (unreadable.Length > 0)
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                 UPDATE export_items
                 SET available_at = now() + {ForAPerson}, code = {ItemCodes.InternalError}, detail = {ItemCodes.Detail(ItemCodes.InternalError)},
                     epoch = epoch + 1
                 WHERE account_id = {account} AND id = ANY({unreadable})
                 """, ct);
        }

        return [.. rows.Where(row => row.Refusal is null && !row.MustWait)];
    }

    private Task AppendRefusalsAsync(string account, List<Prepared> rows, CancellationToken ct) => db.AppendAsync(
        account,
        [.. rows.Where(row => row.Refusal is not (null or ItemCodes.Cancelled))
            .Select(row => ExportEvents.Failed(clock.GetUtcNow(), row.Row.CandidateId, row.Row.ExportId, row.Refusal!))],
        ct);

    /// <summary>Leases the items, and gives a marker and writes down what is sent where that has not happened yet.</summary>
    private async Task<IReadOnlyList<ClaimedItem>> LeaseAsync(string account, string leverAccount, List<Prepared> rows, long notAfter, CancellationToken ct)
    {
        if (rows.Count == 0) return [];

        var next = await db.NextMarkersAsync(leverAccount, rows.Count(prepared => prepared.Row.Marker is null), ct);
        var items = rows.ConvertAll(prepared =>
        {
            var row = prepared.Row;
            var marker = row.Marker ?? next++;
            return new ClaimedItem(
                row.Id, account, leverAccount, row.ExportId, row.CandidateId, row.PostingId, row.Epoch + 1, row.Attempts + 1, marker,
                row.InDoubt, row.IsSettled, row.WhyNot, row.InDoubt ? prepared.Sent : prepared.Sent!.At(marker), row.ResumeBytes, notAfter);
        });

        var ids = items.Select(item => item.Id).ToArray();
        var markers = items.Select(item => item.Marker).ToArray();
        var sent = items.Select(item => item.Sent is null ? null : JsonSerializer.Serialize(item.Sent, LeverJson.Options)).ToArray();
        var (lease, settled) = (_options.Lease, _options.Lease + _options.Settle);

        // An item that is only looked up keeps its time: looking does not make an earlier call younger.
        await db.Database.ExecuteSqlAsync(
            $"""
             UPDATE export_items item
             SET status = 'Exporting', epoch = epoch + 1, attempts = attempts + 1, available_at = now() + {lease}, marker = leased.marker,
                 sent = leased.sent::jsonb,
                 settled_at = CASE WHEN settled_at > now() THEN settled_at ELSE now() + {settled} END
             FROM unnest({ids}, {markers}, {sent}) AS leased (id, marker, sent)
             WHERE item.id = leased.id
             """, ct);
        return items;
    }

    private Task SetNextAsync(string account, TimeSpan after, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"UPDATE lever_channels SET next_at = clock_timestamp() + {after} WHERE account_id = {account}", ct);

    /// <param name="after">The earliest it may be.</param>
    private Task SetNextToFirstAvailableAsync(string account, TimeSpan after, CancellationToken ct) => db.Database.ExecuteSqlAsync(
        $"""
         UPDATE lever_channels
         SET next_at = greatest(clock_timestamp() + {after}, coalesce(least(
             (SELECT min(available_at) FROM export_items WHERE account_id = {account} AND priority = 0 AND status IN ('Queued', 'Exporting')),
             (SELECT min(available_at) FROM export_items WHERE account_id = {account} AND priority = 1 AND status IN ('Queued', 'Exporting')),
             (SELECT min(available_at) FROM export_items WHERE account_id = {account} AND priority = 2 AND status IN ('Queued', 'Exporting')),
             (SELECT min(available_at) FROM exported_notes WHERE account_id = {account} AND status IN ('Queued', 'Sending'))),
             'infinity'))
         WHERE account_id = {account}
         """, ct);

    [LoggerMessage(LogLevel.Error, "A turn of account {AccountId} failed: {Mistake}")]
    private partial void LogTurnFailed(string accountId, string mistake);
}
