using System.Globalization;
using System.Text.Json;
using Integration.Api.Data;
using Integration.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Integration.Api.Events;

/// <summary>The feed that the host product reads.</summary>
internal static class EventEndpoints
{
    public static void MapEvents(this IEndpointRouteBuilder account) =>
        account.MapGet("/events", List).WithSummary("Read what happened in Lever and to exports, in order");

    private static async Task<Results<Ok<EventsView>, ProblemHttpResult>> List(
        [PlatformId] string account, EventPaging paging, IntegrationDbContext db, CancellationToken ct)
    {
        if (!await db.Accounts.AnyAsync(found => found.Id == account, ct)) return Problem.NotFound("There is no such account.");

        var after = paging.Paging.AfterNumber ?? 0;
        var events = await db.Events.AsNoTracking()
            .Where(happened => happened.AccountId == account && happened.Cursor > after)
            .OrderBy(happened => happened.Cursor)
            .Take(paging.Paging.Limit)
            .ToListAsync(ct);
        var last = events is [.., var newest] ? newest.Cursor : after;
        return TypedResults.Ok(new EventsView([.. events.Select(EventView.From)], Cursor(last)));
    }

    internal static string Cursor(long cursor) => cursor.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Which part of the feed is asked for: 1–1,000 events, 100 unless told.</summary>
internal sealed record EventPaging(Paging Paging)
{
    public static ValueTask<EventPaging> BindAsync(HttpContext context) =>
        ValueTask.FromResult(new EventPaging(Paging.Read(context, @default: 100, most: 1_000)));
}

/// <param name="Next">The <c>after</c> of the next call, also when there was nothing new.</param>
public sealed record EventsView(IReadOnlyList<EventView> Events, string Next);

public sealed record EventView(string Cursor, Guid Id, string Type, DateTimeOffset OccurredAt, string? CandidateId, JsonElement Data)
{
    internal static EventView From(Event happened) => new(
        EventEndpoints.Cursor(happened.Cursor), happened.Id, happened.Type, happened.OccurredAt, happened.CandidateId,
        JsonSerializer.Deserialize<JsonElement>(happened.Data));
}
