using Integration.Api.Data;
using Microsoft.EntityFrameworkCore;

namespace Integration.Api.Notes;

/// <summary>Putting notes into the queue.</summary>
internal static class NoteQueue
{
    /// <summary>
    /// Queues the notes of these candidates for every opportunity of theirs that is in Lever, each once, unless the account wants none
    /// sent. Call it in the transaction that wrote the candidates or the opportunities.
    /// </summary>
    /// <returns>The accounts that have new notes to send.</returns>
    public static async Task<List<string>> QueueNotesAsync(
        this IntegrationDbContext db, IReadOnlyCollection<(string Account, string Candidate)> candidates, CancellationToken ct)
    {
        var (accounts, ids) = (candidates.Select(of => of.Account).ToArray(), candidates.Select(of => of.Candidate).ToArray());
        var queued = await db.Database.SqlQuery<string>(
            $"""
             INSERT INTO exported_notes (account_id, opportunity_id, note_key, status, available_at, epoch, attempts)
             SELECT opportunity.account_id, opportunity.id, note_key(note), 'Queued', now(), 0, 0
             FROM unnest({accounts}, {ids}) AS changed (account_id, id)
             JOIN candidates candidate ON candidate.account_id = changed.account_id AND candidate.id = changed.id
             JOIN opportunities opportunity
                 ON opportunity.account_id = candidate.account_id AND opportunity.candidate_id = candidate.id AND opportunity.deleted_at IS NULL
             CROSS JOIN jsonb_array_elements(candidate.notes) note
             WHERE coalesce((SELECT export_notes FROM account_settings settings WHERE settings.account_id = candidate.account_id), true)
             ON CONFLICT (account_id, opportunity_id, note_key) DO NOTHING
             RETURNING account_id
             """).ToListAsync(ct);
        return [.. queued.Distinct().Order(StringComparer.Ordinal)];
    }
}
