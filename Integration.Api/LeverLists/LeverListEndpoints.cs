using Integration.Api.Access;
using Integration.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Integration.Api.LeverLists;

/// <summary>Lever's lists, for pickers.</summary>
internal static class LeverListEndpoints
{
    public static void MapLeverLists(this IEndpointRouteBuilder routes)
    {
        var lists = routes.MapGroup("/accounts/{account}/lever").WithTags("Lever's lists").RequireAuthorization(AccessPolicies.MappedOrAdmin);

        lists.MapGet("/postings", Postings).WithSummary("List the postings that take candidates");
        lists.MapGet("/requisitions", Requisitions).WithSummary("List the open requisitions, where the customer has any");
        lists.MapGet("/stages", Stages).WithSummary("List the stages of the pipeline, in order");
        lists.MapGet("/users", Users).WithSummary("List the active users");
    }

    private static async Task<Ok<LeverList<PostingView>>> Postings(
        CurrentMember member, [Line(200, MayBeBlank = true)] string? search, [Line(100, MayBeBlank = true)] string? id, Paging paging,
        LeverListCache cache, CancellationToken ct)
    {
        var limitedTo = await cache.LimitedToAsync(member.AccountId, member.Id, ct);
        var postings = (await cache.PostingsAsync(member.AccountId, ct))
            .Where(posting => (limitedTo is null || posting.IsOf(limitedTo)) && (string.IsNullOrEmpty(id) || posting.Id == id))
            .Select(posting => new PostingView(
                posting.Id, posting.Text ?? posting.Id, posting.State, posting.Categories?.Location, posting.Categories?.Team, posting.RequisitionCodes ?? []));
        return Page(postings, search, paging, available: true);
    }

    private static async Task<Ok<LeverList<RequisitionView>>> Requisitions(
        CurrentMember member, [Line(200, MayBeBlank = true)] string? search, Paging paging, LeverListCache cache, CancellationToken ct)
    {
        var requisitions = await cache.RequisitionsAsync(member.AccountId, ct);
        return Page(
            requisitions.Select(requisition => new RequisitionView(
                requisition.Id, requisition.Name ?? requisition.RequisitionCode ?? requisition.Id, requisition.RequisitionCode, requisition.Postings ?? [])),
            search, paging, available: requisitions.Count > 0);
    }

    private static async Task<Ok<LeverList<StageView>>> Stages(
        CurrentMember member, [Line(200, MayBeBlank = true)] string? search, Paging paging, LeverListCache cache, CancellationToken ct) =>
        Page((await cache.StagesAsync(member.AccountId, ct)).Select(stage => new StageView(stage.Id, stage.Text)), search, paging, available: true);

    private static async Task<Ok<LeverList<UserView>>> Users(
        CurrentMember member, [Line(200, MayBeBlank = true)] string? search, Paging paging, LeverListCache cache, CancellationToken ct) =>
        Page(
            (await cache.UsersAsync(member.AccountId, ct))
                .Select(user => new UserView(user.Id, user.Name ?? user.Email ?? user.Id, user.Email, user.AccessRole)),
            search, paging, available: true);

    private static Ok<LeverList<T>> Page<T>(IEnumerable<T> items, string? search, Paging paging, bool available) where T : ILeverListItem
    {
        var found = items.Where(item => string.IsNullOrWhiteSpace(search) || item.Matches(search.Trim()));
        if (paging.After is { } after) found = found.SkipWhile(item => item.Id != after).Skip(1);

        var page = Http.Page.From(found.Take(paging.Limit + 1).ToList(), paging.Limit, item => item.Id);
        return TypedResults.Ok(new LeverList<T>(page.Items, available, page.Next));
    }
}

/// <param name="Available">False where the customer's Lever has no such things.</param>
public sealed record LeverList<T>(IReadOnlyList<T> Items, bool Available, string? Next = null);

public interface ILeverListItem
{
    string Id { get; }

    bool Matches(string search);
}

public sealed record PostingView(string Id, string Text, string? State, string? Location, string? Team, IReadOnlyList<string> RequisitionCodes) : ILeverListItem
{
    public bool Matches(string search) =>
        new[] { Text, Location, Team }.Any(text => text?.Contains(search, StringComparison.OrdinalIgnoreCase) == true);
}

public sealed record RequisitionView(string Id, string Text, string? Code, IReadOnlyList<string> Postings) : ILeverListItem
{
    public bool Matches(string search) =>
        new[] { Text, Code }.Any(text => text?.Contains(search, StringComparison.OrdinalIgnoreCase) == true);
}

public sealed record StageView(string Id, string Text) : ILeverListItem
{
    public bool Matches(string search) => Text.Contains(search, StringComparison.OrdinalIgnoreCase);
}

public sealed record UserView(string Id, string Text, string? Email, string? AccessRole) : ILeverListItem
{
    public bool Matches(string search) =>
        new[] { Text, Email }.Any(text => text?.Contains(search, StringComparison.OrdinalIgnoreCase) == true);
}
