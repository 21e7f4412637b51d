using Integration.Api.Access;
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

        // By when it was written, which its id says: something may be heard of long after it happened.
        var (oldest, first) = (now - EventsKept, Guid.CreateVersion7(now - EventsKept));
        await db.Database.ExecuteSqlAsync($"DELETE FROM events WHERE occurred_at < {oldest} AND id < {first}", ct);
        await db.SignInLinks.Where(link => link.ExpiresAt < now).ExecuteDeleteAsync(ct);
        await db.Sessions.Where(session => session.StartedAt < now - Session.Longest).ExecuteDeleteAsync(ct);
        await db.AuthorizationRequests.Where(request => request.ExpiresAt < now).ExecuteDeleteAsync(ct);
    }
}
