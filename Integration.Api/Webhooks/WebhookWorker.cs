using Integration.Api.Data;
using Integration.Api.Lever;
using Integration.Api.Workers;
using Microsoft.EntityFrameworkCore;

namespace Integration.Api.Webhooks;

/// <summary>Handles what was delivered: each opportunity that deliveries name is read once, however many name it.</summary>
internal sealed partial class WebhookWorker(
    IServiceScopeFactory scopes, Signal<WebhookWorker> signal, TimeProvider clock, ILogger<WebhookWorker> logger) : BackgroundService
{
    /// <summary>How many opportunities are read side by side; the accounts' buckets say how fast.</summary>
    private const int Readers = 4;

    /// <summary>After these attempts a delivery is left to a person, who can replay it: some twelve hours.</summary>
    private const int MostAttempts = 25;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(30);

    /// <summary>An authorization makes the account's deliveries due at once; this is for one that comes at the same moment.</summary>
    private static readonly TimeSpan UnlessAuthorized = TimeSpan.FromHours(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => LoopAsync(stoppingToken)));

    private async Task LoopAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                if (!await RunOnceAsync(ct)) await signal.WaitAsync(Poll, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                LogFailed(Unforeseen.Describe(e));
                await Task.Delay(Poll, clock, ct);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Handles one opportunity in one transaction; the lock on the delivery is the lease. False when nothing is due.</summary>
    private async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IntegrationDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var due = await db.WebhookDeliveries
            .FromSql($"SELECT * FROM webhook_deliveries WHERE available_at <= now() ORDER BY available_at LIMIT 1 FOR UPDATE SKIP LOCKED")
            .AsNoTracking().ToListAsync(ct);
        if (due is not [var delivery]) return false;

        try
        {
            await HandleAsync(scope.ServiceProvider.GetRequiredService<OpportunityReader>(), db, delivery, ct);
        }
        catch (NotAuthorizedException)
        {
            await transaction.RollbackAsync(ct);
            await AwaitAuthorizationAsync(db, delivery, ct);
            return true;
        }
        catch (LeverException e)
        {
            await transaction.RollbackAsync(ct);
            LogPostponed(delivery.Id, e.Status, delivery.Attempts + 1);
            await PostponeAsync(db, delivery, Backoff(delivery.Attempts), $"Lever answered {(int?)e.Status ?? 0}", delivery.Attempts + 1, ct);
            return true;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // Whatever is wrong with this one must not keep the others waiting.
            await transaction.RollbackAsync(ct);
            LogNotHandled(delivery.Id, Unforeseen.Describe(e));
            await PostponeAsync(db, delivery, Backoff(delivery.Attempts), "could not be handled", delivery.Attempts + 1, ct);
            return true;
        }

        await transaction.CommitAsync(ct);
        return true;
    }

    private static async Task HandleAsync(OpportunityReader reader, IntegrationDbContext db, WebhookDelivery delivery, CancellationToken ct)
    {
        var (account, opportunityId) = (delivery.AccountId, delivery.OpportunityId!);
        if (await reader.LockAsync(account, opportunityId, ct) is not { } opportunity)
        {
            if (await MayBecomeOursAsync(db, delivery, ct))
                await PostponeAsync(db, delivery, TimeSpan.FromSeconds(1), "waits for an export that is under way", delivery.Attempts + 1, ct);
            else if (await reader.IsOursAsync(account, opportunityId, ct))
                await PostponeAsync(db, delivery, TimeSpan.FromMilliseconds(250), null, delivery.Attempts, ct);
            else
                await FinishAsync(db, [delivery.Id], "not an opportunity of ours", ct);
            return;
        }

        // Everything that was delivered before the read is answered by it; what comes during the read may be newer.
        var answered = await db.WebhookDeliveries
            .Where(row => row.AccountId == account && row.OpportunityId == opportunityId && row.AvailableAt != null)
            .Select(row => row.Id).ToListAsync(ct);
        var events = await reader.ReadAsync(opportunity, ct);
        await FinishAsync(db, answered, events == 0 ? "nothing new" : $"gave {events} events", ct);
    }

    /// <summary>The delivery may be faster than our own note of what we created.</summary>
    private static async Task<bool> MayBecomeOursAsync(IntegrationDbContext db, WebhookDelivery delivery, CancellationToken ct) =>
        delivery.Attempts < 5
        && !await db.Opportunities.AnyAsync(row => row.AccountId == delivery.AccountId && row.Id == delivery.OpportunityId, ct)
        && await db.ExportItems.AnyAsync(item => item.AccountId == delivery.AccountId && item.Status == Exports.ExportItemStatus.Exporting, ct);

    /// <summary>All that is not handled yet is due now, when an authorization lets Lever be asked again; what is being handled at this moment is left to who does it.</summary>
    public static Task WakeAsync(IntegrationDbContext db, string account, CancellationToken ct) => db.Database.ExecuteSqlAsync(
        $"""
         UPDATE webhook_deliveries SET available_at = now()
         WHERE id IN (
             SELECT id FROM webhook_deliveries WHERE account_id = {account} AND available_at IS NOT NULL ORDER BY id FOR UPDATE SKIP LOCKED)
         """, ct);

    /// <summary>Put off unless the authorization has come meanwhile; one that is just coming holds the connection, and wakes what is put off here.</summary>
    private static Task AwaitAuthorizationAsync(IntegrationDbContext db, WebhookDelivery delivery, CancellationToken ct) => db.Database.ExecuteSqlAsync(
        $"""
         WITH gone AS (
             SELECT FROM connections WHERE account_id = {delivery.AccountId} AND status NOT IN ('Authorized', 'Active') FOR SHARE)
         UPDATE webhook_deliveries SET available_at = now() + {UnlessAuthorized}, outcome = 'waits for the authorization in Lever'
         WHERE id = {delivery.Id} AND available_at IS NOT NULL AND EXISTS (SELECT FROM gone)
         """, ct);

    private static Task<int> FinishAsync(IntegrationDbContext db, List<long> deliveries, string outcome, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"""
             UPDATE webhook_deliveries SET available_at = NULL, handled_at = now(), attempts = attempts + 1, outcome = {outcome}, body = ''
             WHERE id = ANY({deliveries})
             """, ct);

    private static Task PostponeAsync(
        IntegrationDbContext db, WebhookDelivery delivery, TimeSpan after, string? outcome, int attempts, CancellationToken ct) =>
        attempts >= MostAttempts
            ? FinishAsync(db, [delivery.Id], $"given up: {outcome}", ct)
            : db.Database.ExecuteSqlAsync(
                $"""
                 UPDATE webhook_deliveries SET available_at = now() + {after}, attempts = {attempts}, outcome = {outcome}
                 WHERE id = {delivery.Id} AND available_at IS NOT NULL
                 """, ct);

    private static TimeSpan Backoff(int attempts)
    {
        var pause = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(attempts, 12)) * (0.75 + (Random.Shared.NextDouble() / 2)));
        return pause < LongestPause ? pause : LongestPause;
    }

    [LoggerMessage(LogLevel.Error, "Handling deliveries failed: {Mistake}")]
    private partial void LogFailed(string mistake);

    [LoggerMessage(LogLevel.Error, "Handling delivery {DeliveryId} failed: {Mistake}")]
    private partial void LogNotHandled(long deliveryId, string mistake);

    [LoggerMessage(LogLevel.Warning, "Delivery {DeliveryId} is postponed: Lever answered {Status} at attempt {Attempt}")]
    private partial void LogPostponed(long deliveryId, System.Net.HttpStatusCode? status, int attempt);
}
