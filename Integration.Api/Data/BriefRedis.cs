using StackExchange.Redis;

namespace Integration.Api.Data;

/// <summary>
/// Asks Redis for what Postgres knows too: shortly, and after no answer not again for a moment. Whatever is wrong with Redis, the one who
/// asks hears that there is nothing.
/// </summary>
internal sealed partial class BriefRedis(IConnectionMultiplexer redis, TimeProvider clock, ILogger<BriefRedis> logger)
{
    /// <summary>Many times what an answer takes; Postgres would have given it by then.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    /// <summary>So that who waits in vain is one call in many, not each.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private long _failedAt;

    /// <returns>The default when Redis has nothing, or does not say so in time.</returns>
    public async Task<T?> AskAsync<T>(Func<IDatabase, Task<T>> ask)
    {
        if (Volatile.Read(ref _failedAt) is var failedAt and not 0 && clock.GetElapsedTime(failedAt) < Pause) return default;

        Task<T>? asked = null;
        try
        {
            asked = ask(redis.GetDatabase());
            return await asked.WaitAsync(Patience, clock);
        }
        catch (Exception e)
        {
            // Of any type: what waits for an answer when the connection breaks is given whatever broke it.
            // What still comes of it is of no use to anybody.
            _ = asked?.ContinueWith(
                late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            Volatile.Write(ref _failedAt, clock.GetTimestamp());
            LogNoAnswer(e.GetType().Name);
            return default;
        }
    }

    [LoggerMessage(LogLevel.Debug, "Redis is not asked for a moment, because it did not answer ({Reason})")]
    private partial void LogNoAnswer(string reason);
}
