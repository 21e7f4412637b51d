using Integration.Api.Webhooks;
using Integration.Api.Workers;
using Microsoft.EntityFrameworkCore;

namespace Integration.Api.Data;

/// <summary>Removes what has had its time.</summary>
internal sealed class Housekeeping(IServiceScopeFactory scopes, TimeProvider clock, ILogger<Housekeeping> logger)
    : PeriodicWorker(scopes, TimeSpan.FromHours(1), clock, logger)
{
    /// <summary>The host product is promised 30 days; an outage on its side may be noticed late.</summary>
    private static readonly TimeSpan EventsKept = TimeSpan.FromDays(90);

    protected override async Task RunOnceAsync(IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<IntegrationDbContext>();
        var now = Clock.GetUtcNow();
        await db.WebhookDeliveries.Where(delivery => delivery.ReceivedAt < now - WebhookDelivery.Kept).ExecuteDeleteAsync(ct);
        await db.Events.Where(happened => happened.OccurredAt < now - EventsKept).ExecuteDeleteAsync(ct);
        await db.SignInLinks.Where(link => link.ExpiresAt < now).ExecuteDeleteAsync(ct);
        await db.AuthorizationRequests.Where(request => request.ExpiresAt < now).ExecuteDeleteAsync(ct);
    }
}
