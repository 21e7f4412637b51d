using Integration.Api.Data;
using Integration.Api.Exports;
using Integration.Api.Lever;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Integration.Api.Notes;

/// <summary>A note that this worker may work on until its lease ends.</summary>
/// <param name="InDoubt">An earlier call may have written it: look before sending.</param>
/// <param name="IsSettled">No earlier call can still be under way.</param>
/// <param name="Text">Null when the note or its candidate was taken back since: then there is nothing to send again.</param>
/// <param name="PerformAs">The exporter's Lever user; null when they are not active or not mapped any more.</param>
/// <param name="NotAfter">The timestamp at which no call may begin any more.</param>
internal sealed record ClaimedNote(
    long Id, string AccountId, string LeverAccountId, string OpportunityId, int Epoch, int Attempts, long Marker, bool InDoubt, bool IsSettled,
    string? Text, string? PerformAs, long NotAfter)
{
    public QueuedCall FirstCall => new(AccountId, LeverAccountId, NotAfter, IsReserved: true);
}

/// <summary>Takes notes in an account's turn, when all of its candidates that are due have been taken.</summary>
internal sealed class NoteClaim(IntegrationDbContext db, IOptions<ExportOptions> options)
{
    private readonly ExportOptions _options = options.Value;

    /// <param name="most">How many permits are left.</param>
    /// <returns>The leased notes, and how many were looked at.</returns>
    public async Task<(IReadOnlyList<ClaimedNote> Notes, int Seen)> TakeAsync(
        string account, string leverAccount, int most, long notAfter, CancellationToken ct)
    {
        var rows = await db.Database.SqlQuery<Row>(
            $"""
             SELECT due.id, due.opportunity_id, due.epoch, due.attempts, due.marker, due.settled_at IS NOT NULL AS in_doubt,
                 coalesce(due.settled_at <= now(), true) AS is_settled, mapping.lever_user_id,
                 note.text, note.author, opportunity.lever_account_id = {leverAccount} AND opportunity.deleted_at IS NULL AS is_there
             FROM (SELECT * FROM exported_notes
                   WHERE account_id = {account} AND status IN ('Queued', 'Sending') AND available_at <= now()
                   ORDER BY available_at, id LIMIT {most} FOR UPDATE SKIP LOCKED) due
             JOIN opportunities opportunity ON opportunity.account_id = due.account_id AND opportunity.id = due.opportunity_id
             JOIN export_items item ON item.id = opportunity.export_item_id
             JOIN exports export ON export.id = item.export_id
             LEFT JOIN members member ON member.account_id = due.account_id AND member.id = export.created_by_member_id AND member.active
             LEFT JOIN user_mappings mapping ON mapping.account_id = member.account_id AND mapping.member_id = member.id AND mapping.active
             LEFT JOIN LATERAL (
                 SELECT given ->> 'text' AS text, given ->> 'author' AS author
                 FROM candidates candidate CROSS JOIN jsonb_array_elements(candidate.notes) given
                 WHERE candidate.account_id = due.account_id AND candidate.id = opportunity.candidate_id AND note_key(given) = due.note_key
                 LIMIT 1) note ON true
             ORDER BY due.available_at, due.id
             """).ToListAsync(ct);

        // The note or its candidate was taken back before it was sent; or the opportunity was deleted, or is in a Lever account that was replaced.
        var gone = rows.Where(row => !row.IsThere || (row.Text is null && !row.InDoubt)).Select(row => row.Id).ToArray();
        if (gone.Length > 0)
            await db.Database.ExecuteSqlAsync($"UPDATE exported_notes SET status = 'Skipped', epoch = epoch + 1 WHERE id = ANY({gone})", ct);

        var sendable = rows.Where(row => !gone.Contains(row.Id)).ToList();
        return (sendable.Count == 0 ? [] : await LeaseAsync(account, leverAccount, sendable, notAfter, ct), rows.Count);
    }

    private async Task<List<ClaimedNote>> LeaseAsync(string account, string leverAccount, List<Row> rows, long notAfter, CancellationToken ct)
    {
        var next = await db.NextMarkersAsync(leverAccount, rows.Count(row => row.Marker is null), ct);
        var notes = rows.ConvertAll(row => new ClaimedNote(
            row.Id, account, leverAccount, row.OpportunityId, row.Epoch + 1, row.Attempts + 1, row.Marker ?? next++, row.InDoubt, row.IsSettled,
            row.Author is null || row.Text is null ? row.Text : $"{row.Text}\n\n{row.Author}, headhuntr.io", row.LeverUserId, notAfter));

        var ids = notes.Select(note => note.Id).ToArray();
        var markers = notes.Select(note => note.Marker).ToArray();
        var (lease, settled) = (_options.Lease, _options.Lease + _options.Settle);
        await db.Database.ExecuteSqlAsync(
            $"""
             UPDATE exported_notes note
             SET status = 'Sending', epoch = epoch + 1, attempts = attempts + 1, available_at = now() + {lease}, marker = leased.marker,
                 settled_at = CASE WHEN settled_at > now() THEN settled_at ELSE now() + {settled} END
             FROM unnest({ids}, {markers}) AS leased (id, marker)
             WHERE note.id = leased.id
             """, ct);
        return notes;
    }

    private sealed record Row(
        long Id, string OpportunityId, int Epoch, int Attempts, long? Marker, bool InDoubt, bool IsSettled, string? LeverUserId, string? Text,
        string? Author, bool IsThere);
}
