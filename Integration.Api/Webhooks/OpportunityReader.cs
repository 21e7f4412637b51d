using Integration.Api.Data;
using Integration.Api.Events;
using Integration.Api.Exports;
using Integration.Api.Lever;
using Integration.Api.LeverLists;
using Integration.Api.Platform;
using Microsoft.EntityFrameworkCore;

namespace Integration.Api.Webhooks;

/// <summary>Reads an opportunity from Lever again and records what changed, with its events in the same commit.</summary>
internal sealed class OpportunityReader(
    IntegrationDbContext db, LeverClient lever, LeverListCache lists, ErasedPeople erased, TimeProvider clock)
{
    /// <summary>
    /// The opportunity, if it is ours, locked until the end of the transaction: two readers at once could record an older state over
    /// a newer one.
    /// </summary>
    /// <returns>Null when it is not ours, or when somebody else reads it at this moment.</returns>
    public async Task<Opportunity?> LockAsync(string account, string id, CancellationToken ct) =>
        (await db.Opportunities
            .FromSql(
                $"""
                 SELECT opportunity.* FROM opportunities opportunity
                 JOIN connections connection USING (account_id, lever_account_id)
                 WHERE opportunity.account_id = {account} AND opportunity.id = {id}
                 FOR UPDATE OF opportunity SKIP LOCKED
                 """)
            .AsNoTracking().ToListAsync(ct)).SingleOrDefault();

    /// <summary>False also for what is in a Lever account that another one took the place of: nothing can be read there any more.</summary>
    public Task<bool> IsOursAsync(string account, string id, CancellationToken ct) =>
        InConnectedLever(account, id).AnyAsync(ct);

    /// <summary>Call it inside the transaction of the lock.</summary>
    /// <returns>How many events it gave.</returns>
    public async Task<int> ReadAsync(Opportunity before, CancellationToken ct)
    {
        var found = await lever.FindOpportunityAsync(before.AccountId, before.Id, ct);
        var now = clock.GetUtcNow();
        var events = found is null ? await DeleteAsync(before, now, ct) : await RecordAsync(before, found, now, ct);
        await db.AppendAsync(before.AccountId, events, ct);
        return events.Count;
    }

    private async Task<List<NewEvent>> RecordAsync(Opportunity before, LeverOpportunity found, DateTimeOffset now, CancellationToken ct)
    {
        var reason = found.Archived?.Reason is { } id ? await lists.ArchiveReasonAsync(before.AccountId, id, ct) : null;
        var stageId = found.Stage ?? before.StageId;
        var state = new OpportunityNow(
            stageId,
            stageId == before.StageId ? before.Stage : await lists.StageTextAsync(before.AccountId, before.LeverAccountId, stageId, ct),
            found.Archived is { } archived
                ? archived.ArchivedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : before.ArchivedAt ?? now
                : null,
            reason?.Text,
            reason?.Type == "hired",
            found.Applications ?? []);

        string[] applications = [.. before.ApplicationIds.Union(state.Applications.Select(application => application.Id))];
        var hiredAt = state.IsHired ? state.ArchivedAt : null;
        await db.Opportunities.Where(row => row.AccountId == before.AccountId && row.Id == before.Id)
            .ExecuteUpdateAsync(set => set
                .SetProperty(row => row.StageId, state.StageId)
                .SetProperty(row => row.Stage, state.Stage)
                .SetProperty(row => row.ContactId, found.Contact ?? before.ContactId)
                .SetProperty(row => row.ArchivedAt, state.ArchivedAt)
                .SetProperty(row => row.ArchivedReason, state.ArchivedReason)
                .SetProperty(row => row.HiredAt, hiredAt)
                .SetProperty(row => row.ApplicationIds, applications), ct);

        var events = OpportunityChanges.Between(before, state, now);
        if (found.IsAnonymized == true && await erased.EraseAsync(before.AccountId, before.CandidateId, ct))
            events.Add(new(EventTypes.CandidateAnonymizedInLever, now, before.CandidateId, new { opportunityId = before.Id }));
        return events;
    }

    /// <summary>Lever does not have it any more. The candidate stays, it is the host product's, and may be exported again.</summary>
    private async Task<List<NewEvent>> DeleteAsync(Opportunity before, DateTimeOffset now, CancellationToken ct)
    {
        if (before.DeletedAt is not null) return [];

        // It was looked for in vain where another Lever account took the place of its own meanwhile.
        var deleted = await InConnectedLever(before.AccountId, before.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.DeletedAt, now), ct);
        if (deleted == 0) return [];

        await db.ExportItems.Where(item => item.Id == before.ExportItemId)
            .ExecuteUpdateAsync(set => set.SetProperty(item => item.Live, false), ct);
        return [new(EventTypes.CandidateDeletedInLever, now, before.CandidateId, new { opportunityId = before.Id })];
    }

    private IQueryable<Opportunity> InConnectedLever(string account, string id) => db.Opportunities.Where(row =>
        row.AccountId == account && row.Id == id
        && db.Connections.Any(connection => connection.AccountId == account && connection.LeverAccountId == row.LeverAccountId));
}
