using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Integration.Api.Lever;

/// <summary>Who waits for a call.</summary>
internal enum LeverUrgency
{
    /// <summary>A queue.</summary>
    Background,

    /// <summary>A person, who gets the next permit.</summary>
    Interactive,
}

/// <summary>Some permits to call Lever now, and when it is worth asking for more.</summary>
/// <param name="IsCautious">True when only this process knows of them, because Redis is away.</param>
internal readonly record struct LeverPermits(int Granted, TimeSpan NextAfter, bool IsCautious = false);

/// <summary>
/// Lever's rate limit, one bucket per account that all replicas share: it fills with the requests per second, holds the burst, and
/// slows itself when Lever answers 429. Without Redis there is a cautious one in each process.
/// </summary>
internal sealed partial class LeverBucket(
    IConnectionMultiplexer redis, IOptions<LeverOptions> options, TimeProvider clock, ILogger<LeverBucket> logger)
{
    /// <summary>Without Redis an account is called for at half of Lever's rate by the holder of its channel, and by people at 1/s.</summary>
    private const double CautiousShare = 0.5;

    private const double PreviewShare = 0.1;

    /// <summary>
    /// How much closer together calls may reach Lever than they were let go: the first of a burst opens connections and is slow, the next
    /// is quick. Lever's bucket fills from the first arrival on and ours from the first permit, so what flows in during this time is left
    /// out of the burst: as long as calls draw together by no more than this, Lever never sees more of them than it allows.
    /// </summary>
    private static readonly TimeSpan ArrivalSpread = TimeSpan.FromMilliseconds(400);

    /// <summary>
    /// tokens, at: the level and when it was so. pace: the share of the full rate, less after a 429, back at the full within a minute.
    /// slowed: when it was last slowed. The calls of one burst are refused together, and slow it once. asked: until when an interactive call waits, and two permits are left for it. A negative want gives permits back. Who could not get all
    /// is told to come back for half a second's worth at once: to come for each one costs more than it gains. All times in
    /// milliseconds of the server's clock.
    /// </summary>
    private const string Script =
        """
        local clock = redis.call('TIME')
        local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
        local rate, burst, want, interactive, refused = tonumber(ARGV[1]) / 1000, tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4] == '1', ARGV[5] == '1'
        local state = redis.call('HMGET', KEYS[1], 'tokens', 'at', 'pace', 'asked', 'slowed')
        local tokens, at, pace = tonumber(state[1] or burst), tonumber(state[2] or now), tonumber(state[3] or 1)
        local asked, slowed = tonumber(state[4] or 0), tonumber(state[5] or 0)
        local passed = math.max(0, now - at)
        tokens = math.min(burst, tokens + passed * rate * pace)
        pace = math.min(1, pace + passed / 60000)
        if refused then
          tokens = math.min(tokens, 0)
          if now - slowed >= 1000 then
            pace = math.max(0.2, pace * 0.8)
            slowed = now
          end
        end
        if want < 0 then
          tokens = tokens - want
          want = 0
        end
        local kept = 0
        if not interactive and asked > now then kept = 2 end
        local granted = math.max(0, math.min(want, math.floor(tokens - kept)))
        tokens = tokens - granted
        local wait = 0
        if granted < want then
          local worth = math.max(1, math.min(want - granted, math.floor(math.min(burst / 2, rate * 500))))
          wait = math.ceil((worth + kept - tokens) / (rate * pace))
          if interactive then asked = now + wait + 250 end
        end
        redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', tostring(now), 'pace', tostring(pace), 'asked', tostring(asked), 'slowed', tostring(slowed))
        redis.call('PEXPIRE', KEYS[1], 120000)
        return {granted, math.max(1, wait)}
        """;

    private readonly ConcurrentDictionary<(string Key, LeverUrgency Urgency), LocalBucket> _local = new();

    /// <summary>Takes up to as many permits as wanted, without waiting.</summary>
    public Task<LeverPermits> ReserveAsync(string accountId, int wanted, LeverUrgency urgency) =>
        AskAsync(Key(accountId), Whole, wanted, urgency, refused: false);

    /// <summary>Gives back what was reserved and not used.</summary>
    public Task ReturnAsync(string accountId, int unused) =>
        unused == 0 ? Task.CompletedTask : AskAsync(Key(accountId), Whole, -unused, LeverUrgency.Background, refused: false);

    /// <summary>Takes permits to look before an export: at most a tenth of the rate, beside what the call itself takes.</summary>
    public Task<LeverPermits> ReserveForPreviewAsync(string accountId, int wanted) =>
        AskAsync($"lever:preview:{accountId}", Preview, wanted, LeverUrgency.Background, refused: false);

    /// <summary>Waits for one permit.</summary>
    public async Task AcquireAsync(string accountId, LeverUrgency urgency, CancellationToken ct)
    {
        while (await ReserveAsync(accountId, 1, urgency) is { Granted: 0, NextAfter: var pause })
            await Task.Delay(pause, clock, ct);
    }

    /// <summary>Lever answered 429: somebody else uses the same allowance, or it is smaller at this moment.</summary>
    public Task SlowDownAsync(string accountId) => AskAsync(Key(accountId), Whole, 0, LeverUrgency.Background, refused: true);

    private Allowance Whole => new(
        options.Value.RequestsPerSecond, Math.Max(1, options.Value.Burst - Math.Ceiling(options.Value.RequestsPerSecond * ArrivalSpread.TotalSeconds)));

    private Allowance Preview => new(options.Value.RequestsPerSecond * PreviewShare, Math.Max(1, options.Value.Burst * PreviewShare));

    private static string Key(string accountId) => $"lever:bucket:{accountId}";

    private async Task<LeverPermits> AskAsync(string key, Allowance allowance, int wanted, LeverUrgency urgency, bool refused)
    {
        var (rate, burst) = allowance;
        try
        {
            var answer = (long[])(await redis.GetDatabase().ScriptEvaluateAsync(
                Script, [key],
                [rate, burst, wanted, urgency == LeverUrgency.Interactive ? "1" : "0", refused ? "1" : "0"]))!;
            return new((int)answer[0], TimeSpan.FromMilliseconds(answer[1]));
        }
        catch (Exception e)
        {
            // Of any type: what waits for an answer when the connection breaks is given whatever broke it.
            LogWithoutRedis(e.GetType().Name);
            return _local.GetOrAdd((key, urgency), asked => asked.Urgency == LeverUrgency.Interactive
                ? new(1, 1, clock)
                : new(rate * CautiousShare, Math.Max(1, burst * CautiousShare / 2), clock)).Take(wanted, refused);
        }
    }

    /// <param name="PerSecond">Permits that flow in per second.</param>
    /// <param name="Burst">Permits that the bucket holds.</param>
    private readonly record struct Allowance(double PerSecond, double Burst);

    /// <summary>The same bucket in this process only.</summary>
    private sealed class LocalBucket(double perSecond, double burst, TimeProvider clock)
    {
        private readonly Lock _lock = new();
        private double _tokens = 1;
        private long _at = clock.GetTimestamp();

        public LeverPermits Take(int wanted, bool refused)
        {
            lock (_lock)
            {
                _tokens = Math.Min(burst, _tokens + (clock.GetElapsedTime(_at).TotalSeconds * perSecond));
                _at = clock.GetTimestamp();
                if (refused) _tokens = Math.Min(_tokens, -perSecond);

                var granted = Math.Min(wanted, Math.Max(0, (int)_tokens));
                _tokens = Math.Min(burst, _tokens - granted);
                return new(Math.Max(0, granted), TimeSpan.FromSeconds(Math.Max(0.001, (1 - _tokens) / perSecond)), IsCautious: true);
            }
        }
    }

    [LoggerMessage(LogLevel.Debug, "The rate is kept in this process only, because Redis is away ({Reason})")]
    private partial void LogWithoutRedis(string reason);
}
