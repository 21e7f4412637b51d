using Integration.Api.Data;
using Integration.Api.Exports;
using Integration.Api.Platform;
using Microsoft.EntityFrameworkCore;

namespace Integration.Api.AutoSync;

/// <summary>Automatic sync: candidates that enter a chosen stage, or change in it, go to Lever by themselves.</summary>
internal static class AutoSyncQueue
{
    /// <summary>
    /// Queues those of the changed candidates that automatic sync is to send: in a chosen stage, not in Lever or on the way there, never
    /// deleted there, never erased, and with an active member who is mapped to act for them. Call it in the transaction that wrote the candidates.
    /// </summary>
    /// <returns>True when something was queued.</returns>
    public static async Task<bool> QueueChangedAsync(
        this IntegrationDbContext db, ErasedPeople erased, string account, string[] changed, DateTimeOffset now, CancellationToken ct)
    {
        var found = await db.Database.SqlQuery<Eligible>(
            $"""
             SELECT candidate.id AS candidate_id, candidate.emails, acting.member_id
             FROM account_settings settings
             JOIN connections connection ON connection.account_id = settings.account_id AND connection.activated_at IS NOT NULL
             JOIN candidates candidate ON candidate.account_id = settings.account_id AND candidate.stage = ANY(settings.auto_sync_stages)
             LEFT JOIN requisitions requisition ON requisition.account_id = candidate.account_id AND requisition.id = candidate.requisition_id
             CROSS JOIN LATERAL (
                 SELECT mapping.member_id
                 FROM unnest(ARRAY[candidate.sourced_by_member_id, requisition.owner_member_id, settings.auto_sync_default_member_id])
                     WITH ORDINALITY AS named (member_id, rank)
                 JOIN user_mappings mapping
                     ON mapping.account_id = settings.account_id AND mapping.member_id = named.member_id AND mapping.active
                 JOIN members member ON member.account_id = mapping.account_id AND member.id = mapping.member_id AND member.active
                 ORDER BY named.rank LIMIT 1) acting
             WHERE settings.account_id = {account} AND settings.auto_sync_enabled AND candidate.id = ANY({changed})
                 AND NOT EXISTS (
                     SELECT 1 FROM export_items item
                     WHERE item.account_id = candidate.account_id AND item.candidate_id = candidate.id AND item.live)
                 AND NOT EXISTS (
                     SELECT 1 FROM opportunities opportunity
                     WHERE opportunity.account_id = candidate.account_id AND opportunity.candidate_id = candidate.id
                         AND opportunity.deleted_at IS NOT NULL)
             """).ToListAsync(ct);
        var eligible = await erased.WithoutErasedAsync(account, found, row => (row.CandidateId, row.Emails), ct);

        foreach (var acting in eligible.GroupBy(row => row.MemberId))
        {
            var export = new Export
            {
                Id = Guid.CreateVersion7(),
                AccountId = account,
                CreatedAt = now,
                CreatedByMemberId = acting.Key,
            };
            db.Exports.Add(export);
            await db.SaveChangesAsync(ct);
            await db.AddItemsAsync(
                export, [.. acting.Select(row => row.CandidateId)], ExportPriority.Automatic, postingFromRequisition: true, ct);
        }

        return eligible.Count > 0;
    }

    private sealed record Eligible(string CandidateId, string[] Emails, string MemberId);
}
