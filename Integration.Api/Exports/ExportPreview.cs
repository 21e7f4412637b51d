using Integration.Api.Access;
using Integration.Api.Data;
using Integration.Api.Lever;
using Integration.Api.LeverLists;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace Integration.Api.Exports;

/// <summary>What an export would do, before anything is sent. The counters add up: total = toCreate + alreadyExported + failing.</summary>
/// <param name="InLever">Of those to create: how many Lever has already, by their e-mail address. They become one more opportunity of that contact.</param>
/// <param name="NotLookedUp">Of those to create: for how many that is not known yet. Asking again later tells more.</param>
public sealed record ExportPreviewView(
    int Total, int ToCreate, int AlreadyExported, int Failing, int InLever, int NotLookedUp, IReadOnlyList<PreviewItemView> Items)
{
    /// <summary>The posting for which somebody of the same requisition was exported last, where all are of one requisition.</summary>
    public string? LastPostingId { get; init; }
}

/// <param name="Code">Why it would be skipped or would fail; null for one that would be created.</param>
/// <param name="InLever">Whether Lever has somebody with one of the e-mail addresses; null while that is not known.</param>
/// <param name="PostingId">The posting to which it would go; null for a general opportunity.</param>
/// <param name="Lacks">What is not known of the person: <c>email</c>, without which Lever finds no contact to join, and <c>resume</c>.</param>
public sealed record PreviewItemView(
    string CandidateId, string? CandidateName, string? Code, string? Detail, string? LeverUrl, bool? InLever, string? PostingId, IReadOnlyList<string> Lacks)
{
    /// <summary>What was exported of the person before, for whatever posting, newest first; from our own records.</summary>
    public IReadOnlyList<EarlierExportView> Earlier { get; init; } = [];
}

/// <param name="Stage">Lever's text of the stage.</param>
public sealed record EarlierExportView(string? PostingId, string? PostingText, string Stage, DateTimeOffset ExportedAt, string ExportedBy, string LeverUrl)
{
    public string? ExportedByName { get; init; }
}

/// <summary>Says what an export would do. It looks people up in Lever within a tenth of the account's rate, and remembers for a while whom it found.</summary>
internal sealed class ExportPreview(IntegrationDbContext db, LeverClient lever, LeverListCache lists, LeverBucket bucket, IMemoryCache cache)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);

    /// <param name="lookUp">False leaves unsaid who is in Lever by e-mail, unless it is remembered: for a first answer at once.</param>
    /// <exception cref="LeverException">Lever does not answer.</exception>
    public async Task<ExportPreviewView> ShowAsync(
        CurrentMember member, string[] candidates, string? postingId, bool postingFromRequisition, bool lookUp, CancellationToken ct)
    {
        var account = member.AccountId;
        var rows = await ReadAsync(account, candidates, postingId, postingFromRequisition, ct);
        var postings = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (rows.Exists(row => row.PostingId is not null))
        {
            var limitedTo = await lists.LimitedToAsync(account, member.Id, ct);
            foreach (var posting in rows.Select(row => row.PostingId).OfType<string>().Distinct())
                postings[posting] = await RefusalAsync(account, posting, limitedTo, ct);
        }

        var codes = rows.ConvertAll(row => !row.IsKnown ? ItemCodes.CandidateNotFound
            : row.IsLive ? ItemCodes.AlreadyExported
            : row.PostingId is null ? null : postings[row.PostingId]);

        var sendable = rows.Where((_, index) => codes[index] is null).ToList();
        var known = await LookUpAsync(account, [.. sendable.SelectMany(row => row.Emails ?? []).Select(Canonical).Distinct()], lookUp, ct);
        var earlier = await ReadEarlierAsync(member, candidates, ct);
        var items = rows.Select((row, index) => new PreviewItemView(
            row.CandidateId, row.Name, codes[index], codes[index] is { } code ? ItemCodes.Detail(code) : null, row.LeverUrl,
            codes[index] is null ? IsInLever(row) : null, row.PostingId, Lacks(row))
        {
            Earlier = [.. earlier[row.CandidateId]],
        }).ToList();
        var toCreate = items.FindAll(item => item.Code is null);
        return new(
            items.Count, toCreate.Count, codes.Count(code => code == ItemCodes.AlreadyExported),
            codes.Count(code => code is not (null or ItemCodes.AlreadyExported)),
            toCreate.Count(item => item.InLever == true), toCreate.Count(item => item.InLever is null), items)
        {
            LastPostingId = rows.Where(row => row.IsKnown).Select(row => row.RequisitionId).Distinct().ToList() is [{ } requisition]
                ? await FindLastPostingAsync(account, requisition, ct)
                : null,
        };

        bool? IsInLever(Row row)
        {
            var found = (row.Emails ?? []).Select(email => known.TryGetValue(Canonical(email), out var isThere) ? isThere : (bool?)null).ToList();
            return found.Contains(true) ? true : found.Contains(null) ? null : false;
        }
    }

    private async Task<string?> RefusalAsync(string account, string posting, string? limitedTo, CancellationToken ct) =>
        limitedTo is not null && !(await lists.PostingsAsync(account, ct)).Exists(found => found.Id == posting && found.IsOf(limitedTo))
            ? ItemCodes.PostingNotFound
            : ItemCodes.OfPosting(await lists.PostingStateAsync(account, posting, ct));

    private static List<string> Lacks(Row row)
    {
        var lacks = new List<string>();
        if (row is { IsKnown: true, Emails.Length: 0 }) lacks.Add("email");
        if (row is { IsKnown: true, HasResume: false }) lacks.Add("resume");
        return lacks;
    }

    private Task<List<Row>> ReadAsync(string account, string[] candidates, string? postingId, bool postingFromRequisition, CancellationToken ct) =>
        db.Database.SqlQuery<Row>(
            $"""
             SELECT asked.candidate_id, candidate.id IS NOT NULL AS is_known, candidate.name, candidate.emails, candidate.requisition_id, posting.id AS posting_id,
                 item.id IS NOT NULL AS is_live, opportunity.lever_url, resume.candidate_id IS NOT NULL AS has_resume
             FROM unnest({candidates}) WITH ORDINALITY AS asked (candidate_id, position)
             LEFT JOIN candidates candidate ON candidate.account_id = {account} AND candidate.id = asked.candidate_id
             LEFT JOIN requisitions requisition
                 ON requisition.account_id = candidate.account_id AND requisition.id = candidate.requisition_id
             CROSS JOIN LATERAL (SELECT CASE WHEN {postingFromRequisition} THEN requisition.lever_posting_id ELSE {postingId} END AS id) posting
             LEFT JOIN export_items item
                 ON item.account_id = candidate.account_id AND item.candidate_id = candidate.id
                     AND item.posting_id IS NOT DISTINCT FROM posting.id AND item.live
             LEFT JOIN opportunities opportunity ON opportunity.account_id = item.account_id AND opportunity.id = item.opportunity_id
             LEFT JOIN resumes resume ON resume.account_id = candidate.account_id AND resume.candidate_id = candidate.id
             ORDER BY asked.position
             """).ToListAsync(ct);

    private async Task<ILookup<string, EarlierExportView>> ReadEarlierAsync(CurrentMember member, string[] candidates, CancellationToken ct)
    {
        var account = member.AccountId;
        var found = await (
            from opportunity in OpportunitiesOf(account)
            where candidates.Contains(opportunity.CandidateId)
            join item in db.ExportItems on opportunity.ExportItemId equals item.Id
            join export in db.Exports on item.ExportId equals export.Id
            orderby opportunity.ExportedAt descending
            select new
            {
                opportunity.CandidateId,
                View = new EarlierExportView(
                    opportunity.PostingId, export.PostingId == opportunity.PostingId ? export.PostingText : null, opportunity.Stage,
                    opportunity.ExportedAt, export.CreatedByMemberId, opportunity.LeverUrl)
                {
                    ExportedByName = db.Members.Where(member => member.AccountId == account && member.Id == export.CreatedByMemberId).Select(member => member.Name).FirstOrDefault(),
                },
            }).ToListAsync(ct);

        // What others export to may be hidden from a Limited Team Member, its name too.
        var limitedTo = await lists.RememberedLimitedToAsync(account, member.Id, ct);
        var texts = (await lists.RememberedPostingsAsync(account, limitedTo, ct)).ToDictionary(posting => posting.Id, posting => posting.Text, StringComparer.Ordinal);
        return found.ToLookup(row => row.CandidateId, row => row.View with
        {
            PostingText = (limitedTo is null ? row.View.PostingText : null) ?? texts.GetValueOrDefault(row.View.PostingId ?? ""),
        });
    }

    private Task<string?> FindLastPostingAsync(string account, string requisition, CancellationToken ct) => (
        from opportunity in OpportunitiesOf(account)
        join candidate in db.Candidates on new { opportunity.AccountId, Id = opportunity.CandidateId } equals new { candidate.AccountId, candidate.Id }
        where candidate.RequisitionId == requisition && opportunity.PostingId != null
        orderby opportunity.ExportedAt descending
        select opportunity.PostingId).FirstOrDefaultAsync(ct);

    /// <summary>What is in the Lever account that is connected now.</summary>
    private IQueryable<Opportunity> OpportunitiesOf(string account) => db.Opportunities.Where(opportunity => opportunity.AccountId == account
        && opportunity.DeletedAt == null && db.Connections.Any(found => found.AccountId == account && found.LeverAccountId == opportunity.LeverAccountId));

    /// <summary>Which of the addresses Lever has, as far as it was asked: at once no more than the preview's share of the rate allows.</summary>
    private async Task<Dictionary<string, bool>> LookUpAsync(string account, string[] emails, bool lookUp, CancellationToken ct)
    {
        var leverAccount = await db.Connections.Where(found => found.AccountId == account).Select(found => found.LeverAccountId).SingleAsync(ct);
        var known = new Dictionary<string, bool>(StringComparer.Ordinal);
        var unknown = new List<string>();
        foreach (var email in emails)
        {
            if (cache.TryGetValue<bool>(Key(email), out var isThere)) known[email] = isThere;
            else unknown.Add(email);
        }

        if (!lookUp || unknown.Count == 0) return known;

        var permits = await bucket.ReserveForPreviewAsync(account, unknown.Count);
        foreach (var email in unknown.Take(permits.Granted))
            known[email] = cache.Set(Key(email), await lever.HasAnybodyAsync(account, email, ct), Remembered);

        return known;

        (string, string?, string) Key(string email) => (account, leverAccount, email);
    }

    /// <summary>Addresses that are surely the same are asked for once; whether two others are, only Lever knows.</summary>
    private static string Canonical(string email) => email.Trim().ToLowerInvariant();

    private sealed record Row(
        string CandidateId, bool IsKnown, string? Name, string[]? Emails, string? RequisitionId, string? PostingId, bool IsLive, string? LeverUrl, bool HasResume);
}
