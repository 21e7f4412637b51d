using System.Text.Json;
using Integration.Api.Access;
using Integration.Api.Data;
using Integration.Api.Exports;
using Integration.Api.Http;
using Integration.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Integration.Api.Accounts;

/// <summary>What the host product pushed, as its members see it.</summary>
internal static class AccountEndpoints
{
    public static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/me", Me).WithTags("Account").RequireAuthorization(AccessPolicies.SignedIn).WithSummary("Who is signed in");

        var account = routes.MapGroup("/accounts/{account}").WithTags("Account");
        account.MapGet("/members", Members).RequireAuthorization(AccessPolicies.Admin).WithSummary("List the members");
        account.MapGet("/requisitions", Requisitions).RequireAuthorization(AccessPolicies.Member).WithSummary("List the requisitions");
        account.MapGet("/candidates", Candidates).RequireAuthorization(AccessPolicies.Member).WithSummary("List the candidates");
        account.MapGet("/candidates/{candidate}", Candidate).RequireAuthorization(AccessPolicies.Member)
            .WithSummary("Get a candidate with its opportunities in Lever");
    }

    private static async Task<Ok<MeView>> Me(CurrentMember member, IntegrationDbContext db, CancellationToken ct)
    {
        var account = await db.Accounts.Where(found => found.Id == member.AccountId).Select(found => new
        {
            found.Name,
            Admins = db.Members.Where(other => other.AccountId == found.Id && other.Role == MemberRole.Admin && other.Active)
                .OrderBy(other => other.Name).Select(other => new AdminView(other.Name, other.Email)).ToList(),
        }).SingleAsync(ct);
        return TypedResults.Ok(new MeView(member.AccountId, member.Id, member.Name, member.Role, member.Mapped) { AccountName = account.Name, Admins = account.Admins });
    }

    private static async Task<Ok<Page<MemberView>>> Members(
        CurrentMember admin, Paging paging, IntegrationDbContext db, CancellationToken ct)
    {
        var members = await db.Members
            .Where(member => member.AccountId == admin.AccountId && (paging.After == null || string.Compare(member.Id, paging.After) > 0))
            .OrderBy(member => member.Id)
            .Select(member => new MemberView(member.Id, member.Name, member.Email, member.Role, member.Active))
            .Take(paging.Limit + 1).ToListAsync(ct);
        return TypedResults.Ok(Page.From(members, paging.Limit, member => member.Id));
    }

    private static async Task<Ok<Page<PlatformRequisitionView>>> Requisitions(
        CurrentMember caller, [Line(200, MayBeBlank = true)] string? search, Paging paging, IntegrationDbContext db, CancellationToken ct)
    {
        var pattern = await PatternAsync(db, search, ct);
        var requisitions = await db.Requisitions.AsNoTracking()
            .Where(requisition => requisition.AccountId == caller.AccountId
                && (paging.After == null || string.Compare(requisition.Id, paging.After) > 0)
                && (pattern == null || EF.Functions.ILike(requisition.Title, pattern, Escape) || EF.Functions.ILike(requisition.Code!, pattern, Escape)))
            .OrderBy(requisition => requisition.Id)
            .Take(paging.Limit + 1).ToListAsync(ct);
        var page = Page.From(requisitions, paging.Limit, requisition => requisition.Id);

        var ids = page.Items.Select(requisition => requisition.Id).ToArray();
        var stages = (await db.Candidates
                .Where(candidate => candidate.AccountId == caller.AccountId && ids.Contains(candidate.RequisitionId))
                .GroupBy(candidate => new { candidate.RequisitionId, candidate.Stage })
                .Select(group => new { group.Key.RequisitionId, group.Key.Stage, Count = group.Count() })
                .ToListAsync(ct))
            .ToLookup(group => group.RequisitionId);
        return TypedResults.Ok(new Page<PlatformRequisitionView>([.. page.Items.Select(requisition => new PlatformRequisitionView(
            requisition.Id, requisition.Title, requisition.Code, requisition.Location, requisition.Status, requisition.OwnerMemberId,
            requisition.LeverPostingId, requisition.LeverRequisitionId, stages[requisition.Id].Sum(group => group.Count))
        {
            Stages = stages[requisition.Id].ToDictionary(group => group.Stage, group => group.Count),
        })], page.Next));
    }

    private static async Task<Ok<CandidatesView>> Candidates(
        CurrentMember caller, [Line(128, MayBeBlank = true)] string? requisitionId, [Line(100, MayBeBlank = true)] string? stage, [Line(200, MayBeBlank = true)] string? search,
        bool? count, Paging paging, IntegrationDbContext db, CancellationToken ct)
    {
        var pattern = await PatternAsync(db, search, ct);
        var matching = db.Candidates.AsNoTracking()
            .Where(candidate => candidate.AccountId == caller.AccountId
                && (string.IsNullOrEmpty(requisitionId) || candidate.RequisitionId == requisitionId)
                && (string.IsNullOrEmpty(stage) || candidate.Stage == stage)
                && (pattern == null || EF.Functions.ILike(candidate.Name, pattern, Escape) || EF.Functions.ILike(candidate.Headline!, pattern, Escape)
                    || EF.Functions.ILike(candidate.Location!, pattern, Escape)
                    || candidate.Emails.Any(email => EF.Functions.ILike(email, pattern, Escape))));
        var candidates = await matching
            .Where(candidate => paging.After == null || string.Compare(candidate.Id, paging.After) > 0)
            .OrderBy(candidate => candidate.Id)
            // Only what a row shows: what cannot be read of one candidate must not cost the list.
            .Select(candidate => new { candidate.Id, candidate.Name, candidate.Stage, candidate.RequisitionId, candidate.Headline, candidate.Location })
            .Take(paging.Limit + 1).ToListAsync(ct);
        var page = Page.From(candidates, paging.Limit, candidate => candidate.Id);

        var ids = page.Items.Select(candidate => candidate.Id).ToArray();
        var opportunities = (await OpportunitiesOf(db, caller.AccountId).Where(row => ids.Contains(row.CandidateId)).ToListAsync(ct))
            .ToLookup(row => row.CandidateId, row => row.View);
        var onTheWay = (await OnTheWay(db, caller.AccountId, ids).ToListAsync(ct)).ToHashSet(StringComparer.Ordinal);
        return TypedResults.Ok(new CandidatesView(
            [.. page.Items.Select(candidate => new CandidateRowView(
                candidate.Id, candidate.Name, candidate.Stage, candidate.RequisitionId, candidate.Headline, candidate.Location,
                opportunities[candidate.Id].Any(opportunity => opportunity.DeletedAt is null), [.. opportunities[candidate.Id]])
            {
                IsOnTheWay = onTheWay.Contains(candidate.Id),
            })],
            page.Next, count == true ? await matching.CountAsync(ct) : null));
    }

    private static async Task<Results<Ok<CandidateView>, ProblemHttpResult>> Candidate(
        CurrentMember caller, string candidate, IntegrationDbContext db, CancellationToken ct)
    {
        if (!Text.IsId(candidate)
            || await db.Candidates.AsNoTracking().SingleOrDefaultAsync(row => row.AccountId == caller.AccountId && row.Id == candidate, ct)
                is not { } found)
        {
            return Problem.NotFound("There is no such candidate.");
        }

        var opportunities = await OpportunitiesOf(db, caller.AccountId).Where(row => row.CandidateId == candidate).ToListAsync(ct);
        return TypedResults.Ok(new CandidateView(
            found.Id, found.Name, found.Stage, found.RequisitionId, found.Headline, found.Location, found.Emails, found.Phones, found.Links,
            found.Tags, found.Notes, found.ProfileUrl, found.SourcedByMemberId, [.. opportunities.Select(row => row.View)])
        {
            IsOnTheWay = await OnTheWay(db, caller.AccountId, [candidate]).AnyAsync(ct),
            Events = await EventsOfAsync(db, caller.AccountId, candidate, ct),
        });
    }

    private static IQueryable<OpportunityRow> OpportunitiesOf(IntegrationDbContext db, string account) =>
        db.Opportunities.Where(found => found.AccountId == account)
            .OrderByDescending(found => found.ExportedAt)
            .Select(found => new OpportunityRow
            {
                CandidateId = found.CandidateId,
                View = new(found.Id, found.PostingId, found.Stage, found.ArchivedReason, found.HiredAt, found.DeletedAt, found.LeverUrl, found.ExportedAt)
                {
                    PostingText = (
                        from item in db.ExportItems
                        where item.Id == found.ExportItemId
                        join export in db.Exports on item.ExportId equals export.Id
                        where export.PostingId == found.PostingId
                        select export.PostingText).FirstOrDefault(),
                },
            });

    private static IQueryable<string> OnTheWay(IntegrationDbContext db, string account, string[] candidates) => db.ExportItems
        .Where(item => item.AccountId == account && candidates.Contains(item.CandidateId) && item.Live
            && (item.Status == ExportItemStatus.Queued || item.Status == ExportItemStatus.Exporting))
        .Select(item => item.CandidateId);

    private static async Task<IReadOnlyList<CandidateEventView>> EventsOfAsync(IntegrationDbContext db, string account, string candidate, CancellationToken ct)
    {
        var events = await db.Events.AsNoTracking()
            .Where(happened => happened.AccountId == account && happened.CandidateId == candidate)
            .OrderByDescending(happened => happened.Cursor).Take(MostEvents).ToListAsync(ct);
        return [.. Enumerable.Reverse(events).Select(happened =>
            new CandidateEventView(happened.Type, happened.OccurredAt, JsonSerializer.Deserialize<JsonElement>(happened.Data)))];
    }

    /// <summary>Named in each comparison: without a name none is in force.</summary>
    private const string Escape = "\\";

    private static async Task<string?> PatternAsync(IntegrationDbContext db, string? search, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(search)) return null;

        // As names are kept.
        var sought = (await db.InNfcAsync([search.Trim()], ct))[0];
        return $"%{sought.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
    }

    /// <summary>The newest: a candidate to whom more happened is read up in the feed.</summary>
    private const int MostEvents = 200;

    private sealed class OpportunityRow
    {
        public required string CandidateId { get; init; }

        public required OpportunityView View { get; init; }
    }
}
