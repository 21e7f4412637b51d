using Integration.Api.Connections;
using Integration.Api.Data;
using Integration.Api.Http;
using Microsoft.EntityFrameworkCore;

namespace Integration.Api.Exports;

/// <summary>Where an export stands.</summary>
public enum ExportStatus
{
    Running,
    Paused,
    Completed,
    Cancelled,
}

/// <summary>Why an export does not go on by itself: the connection has to be authorized again.</summary>
public enum PausedBecause
{
    Revoked,
    Disconnected,
}

/// <summary>An export. The counters always add up: total = queued + exported + failed + skipped; queued includes exporting.</summary>
/// <param name="Items">Null in the history.</param>
public sealed record ExportView(
    Guid Id,
    ExportStatus Status,
    PausedBecause? PausedBecause,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    string? PostingId,
    string? RequisitionId,
    int Total,
    int Queued,
    int Exported,
    int Failed,
    int Skipped,
    IReadOnlyList<ExportItemView>? Items = null,
    string? Next = null)
{
    public string? CreatedByName { get; init; }

    /// <summary>What the posting was called when it was chosen.</summary>
    public string? PostingText { get; init; }

    /// <summary>What the requisition was called when it was chosen.</summary>
    public string? RequisitionText { get; init; }
}

/// <param name="CandidateName">Null for a candidate who is unknown, or was erased.</param>
public sealed record ExportItemView(
    string CandidateId,
    string? CandidateName,
    ExportItemStatus Status,
    string? OpportunityId,
    string? LeverUrl,
    bool? Deduped,
    string? Code,
    string? Detail);

/// <summary>Reads exports as the App API shows them. Nothing of this is stored twice, so nothing can disagree.</summary>
internal sealed class ExportViews(IntegrationDbContext db)
{
    private const int ItemsPerPage = 100;

    /// <param name="after">The position of the last item of the page before.</param>
    /// <param name="of">Only items that stand so; the counters count all of them.</param>
    public async Task<ExportView?> FindAsync(string account, Guid id, long? after, CancellationToken ct, ExportItemStatus? of = null)
    {
        var export = await db.Exports.AsNoTracking().SingleOrDefaultAsync(found => found.AccountId == account && found.Id == id, ct);
        return export is null ? null : await ShowAsync(export, after, ct, of);
    }

    /// <summary>The same of one that was just read.</summary>
    public async Task<ExportView> ShowAsync(Export export, long? after, CancellationToken ct, ExportItemStatus? of = null)
    {
        var (view, position) = ((await ViewsAsync(export.AccountId, [export], ct))[0], after ?? -1);
        var items = await (
            from item in db.ExportItems
            where item.ExportId == export.Id && item.Position > position && (of == null || item.Status == of)
            join opportunity in db.Opportunities on new { item.AccountId, Id = item.OpportunityId } equals new { opportunity.AccountId, Id = (string?)opportunity.Id }
                into opportunities
            from opportunity in opportunities.DefaultIfEmpty()
            join candidate in db.Candidates on new { item.AccountId, Id = item.CandidateId } equals new { candidate.AccountId, candidate.Id } into candidates
            from candidate in candidates.DefaultIfEmpty()
            orderby item.Position
            select new
            {
                item.Position,
                View = new ExportItemView(
                    item.CandidateId, candidate == null ? null : candidate.Name, item.Status, item.OpportunityId, opportunity == null ? null : opportunity.LeverUrl, item.Deduped, item.Code, item.Detail),
            })
            .Take(ItemsPerPage + 1).ToListAsync(ct);

        var page = Page.From(items, ItemsPerPage, item => item.Position.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return view with { Items = [.. page.Items.Select(item => item.View)], Next = page.Next };
    }

    public async Task<Page<ExportView>> ListAsync(string account, Paging paging, CancellationToken ct)
    {
        var before = paging.AfterNumber ?? long.MaxValue;
        var exports = await db.Exports.AsNoTracking()
            .Where(export => export.AccountId == account && export.Number < before)
            .OrderByDescending(export => export.Number)
            .Take(paging.Limit + 1).ToListAsync(ct);
        var page = Page.From(exports, paging.Limit, export => export.Number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return new(await ViewsAsync(account, page.Items, ct), page.Next);
    }

    private async Task<IReadOnlyList<ExportView>> ViewsAsync(string account, IReadOnlyList<Export> exports, CancellationToken ct)
    {
        var ids = exports.Select(export => export.Id).ToArray();
        var counts = (await db.ExportItems
                .Where(item => ids.Contains(item.ExportId))
                .GroupBy(item => new { item.ExportId, item.Status })
                .Select(group => new { group.Key, Count = group.Count() })
                .ToListAsync(ct))
            .ToDictionary(group => (group.Key.ExportId, group.Key.Status), group => group.Count);
        var connection = await db.Connections.Where(found => found.AccountId == account).Select(found => found.Status).SingleAsync(ct);
        var authors = exports.Select(export => export.CreatedByMemberId).Distinct().ToArray();
        var names = await db.Members.Where(member => member.AccountId == account && authors.Contains(member.Id))
            .ToDictionaryAsync(member => member.Id, member => member.Name, ct);
        return [.. exports.Select(View)];

        ExportView View(Export export)
        {
            var queued = Count(ExportItemStatus.Queued) + Count(ExportItemStatus.Exporting);
            var (exported, failed, skipped) = (Count(ExportItemStatus.Exported), Count(ExportItemStatus.Failed), Count(ExportItemStatus.Skipped));
            var paused = queued == 0 || connection.IsUsable() ? (PausedBecause?)null
                : connection == ConnectionStatus.Revoked ? Exports.PausedBecause.Revoked : Exports.PausedBecause.Disconnected;
            var status = export.CancelledAt is not null ? ExportStatus.Cancelled
                : queued == 0 ? ExportStatus.Completed
                : paused is not null ? ExportStatus.Paused : ExportStatus.Running;
            return new(
                export.Id, status, status == ExportStatus.Paused ? paused : null, export.CreatedAt, export.CreatedByMemberId,
                export.PostingId, export.RequisitionId, queued + exported + failed + skipped, queued, exported, failed, skipped)
            {
                CreatedByName = names.GetValueOrDefault(export.CreatedByMemberId),
                PostingText = export.PostingText,
                RequisitionText = export.RequisitionText,
            };

            int Count(ExportItemStatus of) => counts.GetValueOrDefault((export.Id, of));
        }
    }
}
