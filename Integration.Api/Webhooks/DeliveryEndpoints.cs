using System.Globalization;
using Integration.Api.Access;
using Integration.Api.Data;
using Integration.Api.Http;
using Integration.Api.Workers;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Integration.Api.Webhooks;

/// <summary>The log of deliveries.</summary>
internal static class DeliveryEndpoints
{
    public static void MapDeliveries(this IEndpointRouteBuilder routes)
    {
        var deliveries = routes.MapGroup("/accounts/{account}/webhook-deliveries").WithTags("Webhooks").RequireAuthorization(AccessPolicies.Admin);

        deliveries.MapGet("/", List).WithSummary("List the deliveries, newest first");
        deliveries.MapPost("/{id:long}/replay", Replay).WithSummary("Handle a delivery again");
    }

    private static async Task<Ok<Page<DeliveryView>>> List(CurrentMember admin, Paging paging, IntegrationDbContext db, CancellationToken ct)
    {
        var before = paging.AfterNumber ?? long.MaxValue;
        var deliveries = await db.WebhookDeliveries
            .Where(delivery => delivery.AccountId == admin.AccountId && delivery.Id < before)
            .OrderByDescending(delivery => delivery.Id)
            .Select(delivery => new DeliveryView(
                delivery.Id, delivery.Event, DateTimeOffset.FromUnixTimeMilliseconds(delivery.TriggeredAt), delivery.ReceivedAt, delivery.IsTest,
                delivery.OpportunityId, delivery.HandledAt == null ? DeliveryStatus.Waiting : DeliveryStatus.Handled, delivery.HandledAt, delivery.Attempts,
                delivery.Outcome))
            .Take(paging.Limit + 1).ToListAsync(ct);
        return TypedResults.Ok(Page.From(deliveries, paging.Limit, delivery => delivery.Id.ToString(CultureInfo.InvariantCulture)));
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> Replay(
        CurrentMember admin, long id, IntegrationDbContext db, Signal<WebhookWorker> signal, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var replayed = await db.WebhookDeliveries
            .Where(delivery => delivery.AccountId == admin.AccountId && delivery.Id == id)
            .ExecuteUpdateAsync(set => set
                .SetProperty(delivery => delivery.AvailableAt, delivery => delivery.OpportunityId == null ? null : now)
                .SetProperty(delivery => delivery.HandledAt, delivery => delivery.OpportunityId == null ? now : null)
                .SetProperty(delivery => delivery.Attempts, 0)
                .SetProperty(delivery => delivery.Outcome, (string?)null), ct);
        if (replayed == 0) return Problem.NotFound("There is no such delivery (any more).");

        signal.Set();
        return TypedResults.Accepted((string?)null);
    }
}

/// <summary>Whether a delivery has been handled.</summary>
public enum DeliveryStatus
{
    Waiting,
    Handled,
}

/// <param name="Outcome">What came of it, or why it could not be handled yet.</param>
public sealed record DeliveryView(
    long Id,
    string Event,
    DateTimeOffset TriggeredAt,
    DateTimeOffset ReceivedAt,
    bool IsTest,
    string? OpportunityId,
    DeliveryStatus Status,
    DateTimeOffset? HandledAt,
    int Attempts,
    string? Outcome);
