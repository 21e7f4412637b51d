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
    /// <returns>How many notes are new.</returns>
    public static Task<int> QueueNotesAsync(this IntegrationDbContext db, string account, string[] candidates, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO exported_notes (account_id, opportunity_id, note_key, status, available_at, epoch, attempts)
             SELECT opportunity.account_id, opportunity.id, note_key(note), 'Queued', now(), 0, 0
             FROM candidates candidate
             JOIN opportunities opportunity
                 ON opportunity.account_id = candidate.account_id AND opportunity.candidate_id = candidate.id AND opportunity.deleted_at IS NULL
             CROSS JOIN jsonb_array_elements(candidate.notes) note
             WHERE candidate.account_id = {account} AND candidate.id = ANY({candidates})
                 AND coalesce((SELECT export_notes FROM account_settings WHERE account_id = {account}), true)
             ON CONFLICT (account_id, opportunity_id, note_key) DO NOTHING
             """, ct);
}
