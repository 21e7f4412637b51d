using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace ServiceDefaults;

/// <summary>
/// Publishes to Redis every key that Postgres holds and Redis lacks: at start, when Redis is there again, and every few
/// seconds, since a flush announces itself to nobody.
/// </summary>
internal sealed partial class KeyPublisher<TContext>(
    IServiceScopeFactory scopes, IConnectionMultiplexer redis, ILogger<KeyPublisher<TContext>> logger)
    : BackgroundService where TContext : DbContext, IDataProtectionKeyContext
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var reconnected = new SemaphoreSlim(0);
        redis.ConnectionRestored += (_, _) => reconnected.Release();

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await PublishAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotPublished(e.Message);
            }

            await reconnected.WaitAsync(Pause, stoppingToken);
        }
    }

    private async Task PublishAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var stored = await scope.ServiceProvider.GetRequiredService<TContext>().DataProtectionKeys
            .AsNoTracking().OrderBy(key => key.Id).Select(key => key.Xml!).ToListAsync(ct);

        var list = redis.GetDatabase();
        var published = await list.ListRangeAsync(Keys.Published);
        var missing = stored.Except(published.Select(key => (string)key!)).Select(key => (RedisValue)key).ToArray();
        if (missing.Length == 0) return;

        // The condition: another replica may be publishing the same keys at this moment.
        var transaction = list.CreateTransaction();
        transaction.AddCondition(Condition.ListLengthEqual(Keys.Published, published.Length));
        _ = transaction.ListRightPushAsync(Keys.Published, missing);
        if (await transaction.ExecuteAsync()) LogPublished(missing.Length);
    }

    [LoggerMessage(LogLevel.Information, "Published {Count} data-protection keys to Redis")]
    private partial void LogPublished(int count);

    [LoggerMessage(LogLevel.Warning, "Data-protection keys could not be published to Redis: {Reason}")]
    private partial void LogNotPublished(string reason);
}
