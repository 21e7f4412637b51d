using System.Net;
using Integration.Api.Lever;
using Integration.Tests.Stack;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Integration.Tests.Lever;

/// <summary>Lever's rate: one bucket for an account, whoever calls, with room for the person who waits. Slow rates, so that time plays no part.</summary>
public sealed class LeverBucketTests(StackFixture stack) : IAsyncLifetime
{
    private readonly string _account = $"bucket-{Guid.NewGuid():N}";
    private ConnectionMultiplexer _redis = null!;

    public async ValueTask InitializeAsync() => _redis = await ConnectionMultiplexer.ConnectAsync(stack.Redis.ConnectionString);

    [Fact]
    public async Task It_gives_the_burst_and_then_nothing_whichever_process_asks()
    {
        var (one, other) = (Bucket(), Bucket());

        Assert.Equal(15, (await one.ReserveAsync(_account, 15, LeverUrgency.Background)).Granted);
        Assert.Equal(5, (await other.ReserveAsync(_account, 15, LeverUrgency.Background)).Granted);
        var none = await one.ReserveAsync(_account, 10, LeverUrgency.Background);

        Assert.Equal(0, none.Granted);
        Assert.InRange(none.NextAfter.TotalSeconds, 50, 1_000); // at 0.01/s
        Assert.Equal(20, (await one.ReserveAsync(_account + "-other", 20, LeverUrgency.Background)).Granted);
    }

    [Fact]
    public async Task What_flows_in_while_the_calls_of_a_burst_draw_together_is_left_out_of_it()
    {
        var bucket = Bucket(perSecond: 10, burst: 20);

        Assert.Equal(16, (await bucket.ReserveAsync(_account, 20, LeverUrgency.Background)).Granted);
    }

    [Fact]
    public async Task What_is_given_back_can_be_taken_again_and_never_more_than_the_burst()
    {
        var bucket = Bucket();
        await bucket.ReserveAsync(_account, 20, LeverUrgency.Background);

        await bucket.ReturnAsync(_account, 7);
        Assert.Equal(7, (await bucket.ReserveAsync(_account, 20, LeverUrgency.Background)).Granted);

        await bucket.ReturnAsync(_account, 1_000);
        Assert.Equal(20, (await bucket.ReserveAsync(_account, 1_000, LeverUrgency.Background)).Granted);
    }

    [Fact]
    public async Task Two_permits_are_left_for_a_person_who_waits()
    {
        var bucket = Bucket();
        await bucket.ReserveAsync(_account, 20, LeverUrgency.Background);
        Assert.Equal(0, (await bucket.ReserveAsync(_account, 1, LeverUrgency.Interactive)).Granted);
        await bucket.ReturnAsync(_account, 3);

        Assert.Equal(1, (await bucket.ReserveAsync(_account, 3, LeverUrgency.Background)).Granted);
        Assert.Equal(1, (await bucket.ReserveAsync(_account, 1, LeverUrgency.Interactive)).Granted);
    }

    [Fact]
    public async Task It_empties_and_slows_when_Lever_answers_429()
    {
        var bucket = Bucket();
        var before = await NextAfterAsync();

        await bucket.ReturnAsync(_account, 20);
        await bucket.SlowDownAsync(_account);
        Assert.Equal(0, (await bucket.ReserveAsync(_account, 1, LeverUrgency.Background)).Granted);
        var after = await NextAfterAsync();

        Assert.InRange(after / before, 1.2, 1.3); // at 0.8 of the pace

        async Task<double> NextAfterAsync()
        {
            await bucket.ReserveAsync(_account, 20, LeverUrgency.Background);
            return (await bucket.ReserveAsync(_account, 1, LeverUrgency.Background)).NextAfter.TotalSeconds;
        }
    }

    [Fact]
    public async Task The_refusals_of_one_burst_slow_it_once()
    {
        var bucket = Bucket();
        await bucket.ReserveAsync(_account, 20, LeverUrgency.Background);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => bucket.SlowDownAsync(_account)));
        Assert.InRange(await PaceAsync(), 0.75, 0.9);

        await PassAsync("slowed", seconds: 1);
        await bucket.SlowDownAsync(_account);
        Assert.InRange(await PaceAsync(), 0.6, 0.74);
    }

    [Fact]
    public async Task It_is_back_at_the_full_rate_a_minute_after_a_429()
    {
        var bucket = Bucket();
        await bucket.SlowDownAsync(_account);
        Assert.True(await PaceAsync() < 1);

        await PassAsync("at", seconds: 60);
        await bucket.ReserveAsync(_account, 0, LeverUrgency.Background);

        Assert.Equal(1, await PaceAsync());
    }

    [Fact]
    public async Task Nothing_is_left_for_a_person_who_no_longer_waits()
    {
        var bucket = Bucket();
        await bucket.ReserveAsync(_account, 20, LeverUrgency.Background);
        await bucket.ReserveAsync(_account, 1, LeverUrgency.Interactive);
        await bucket.ReturnAsync(_account, 3);

        await PassAsync("asked", seconds: 1_000_000);

        Assert.Equal(3, (await bucket.ReserveAsync(_account, 3, LeverUrgency.Background)).Granted);
    }

    [Fact]
    public async Task Without_Redis_a_person_gets_one_a_second_whatever_the_queue_takes()
    {
        await using var away = await ConnectionMultiplexer.ConnectAsync("127.0.0.1:1,abortConnect=false,connectTimeout=100,connectRetry=0,asyncTimeout=200");
        var bucket = Bucket(away);

        while ((await bucket.ReserveAsync(_account, 20, LeverUrgency.Background)).Granted > 0)
        {
        }

        Assert.Equal(1, (await bucket.ReserveAsync(_account, 1, LeverUrgency.Interactive)).Granted);
    }

    [Fact]
    public async Task Each_call_to_Lever_of_whatever_kind_takes_one_permit()
    {
        await using var api = await LoneApi.StartAsync(
            stack, new Dictionary<string, string> { ["Lever:RequestsPerSecond"] = "0.1", ["Lever:Burst"] = "100" }, works: true);
        await _redis.GetDatabase().KeyDeleteAsync($"lever:bucket:{LoneApi.Account}");

        foreach (var list in (string[])["users", "stages", "postings"])
            Assert.Equal(HttpStatusCode.OK, (await api.SendAsync(HttpMethod.Get, $"lever/{list}")).StatusCode);
        await api.PushAsync([new { id = "one", name = "One", stage = "potential", notes = new[] { new { text = "A note" } } }]);
        Assert.Equal(HttpStatusCode.Accepted, (await api.SendAsync(HttpMethod.Post, "exports", new { candidateIds = new[] { "one" } })).StatusCode);
        await EventuallyAsync.TrueAsync(
            async () => (await api.Lever.LedgerAsync()).CallsTo("POST", "/v1/opportunities/{id}/notes") == 1, "the note is in Lever");

        var calls = (await api.Lever.LedgerAsync()).Calls.Where(call => call.Path.StartsWith("/v1/", StringComparison.Ordinal)).Sum(call => call.Count);
        var left = (double)await _redis.GetDatabase().HashGetAsync($"lever:bucket:{LoneApi.Account}", "tokens");
        Assert.True(calls >= 5, $"{calls} calls");
        Assert.InRange(left, 99 - calls, 99 - calls + 4); // what flowed in meanwhile, at 0.1/s
    }

    [Fact]
    public async Task Looking_before_an_export_takes_at_most_a_tenth()
    {
        var bucket = Bucket();

        Assert.Equal(2, (await bucket.ReserveForPreviewAsync(_account, 100)).Granted);
        Assert.Equal(0, (await bucket.ReserveForPreviewAsync(_account, 100)).Granted);
        Assert.Equal(20, (await bucket.ReserveAsync(_account, 100, LeverUrgency.Background)).Granted);
    }

    [Fact]
    public async Task Without_Redis_it_is_cautious_and_says_so()
    {
        await using var away = await ConnectionMultiplexer.ConnectAsync("127.0.0.1:1,abortConnect=false,connectTimeout=100,connectRetry=0,asyncTimeout=200");
        var bucket = Bucket(away);

        var first = await bucket.ReserveAsync(_account, 20, LeverUrgency.Background);
        Assert.True(first is { Granted: 1, IsCautious: true }, first.ToString());
        Assert.Equal(0, (await bucket.ReserveAsync(_account, 20, LeverUrgency.Background)).Granted);
        await bucket.ReturnAsync(_account, 1);
        Assert.Equal(1, (await bucket.ReserveAsync(_account, 20, LeverUrgency.Background)).Granted);
    }

    [Fact]
    public async Task Whatever_breaks_the_connection_to_Redis_it_is_cautious_and_no_error()
    {
        // What is closed throws something that is no exception of Redis, and so may what was waited for when it breaks.
        var closed = await ConnectionMultiplexer.ConnectAsync(stack.Redis.ConnectionString);
        await closed.DisposeAsync();

        Assert.True(await Bucket(closed).ReserveAsync(_account, 1, LeverUrgency.Background) is { Granted: 1, IsCautious: true });
    }

    private async Task<double> PaceAsync() => (double)await _redis.GetDatabase().HashGetAsync($"lever:bucket:{_account}", "pace");

    /// <summary>As if so much time had passed since then.</summary>
    private Task PassAsync(string since, int seconds) => _redis.GetDatabase().HashDecrementAsync($"lever:bucket:{_account}", since, seconds * 1_000L);

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    private LeverBucket Bucket(IConnectionMultiplexer? redis = null, double perSecond = 0.01, int burst = 21) => new(
        redis ?? _redis, Options.Create(new LeverOptions { RequestsPerSecond = perSecond, Burst = burst }), TimeProvider.System, NullLogger<LeverBucket>.Instance);
}
