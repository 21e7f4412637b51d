using Integration.Api.Data;
using Integration.Tests.Stack;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Integration.Tests.Data;

/// <summary>A Redis that is asked for what Postgres knows too: who asks does not wait for it, and hears of none of its failures.</summary>
public sealed class BriefRedisTests : IAsyncLifetime
{
    private readonly StackFixture _stack;
    private readonly FreezableProxy _proxy;
    private readonly HandClock _clock = new();
    private ConnectionMultiplexer _connection = null!;
    private BriefRedis _redis = null!;
    private int _asked;

    public BriefRedisTests(StackFixture stack)
    {
        _stack = stack;
        _proxy = new(stack.Redis.Port);
    }

    public async ValueTask InitializeAsync()
    {
        var options = ConfigurationOptions.Parse(_stack.Redis.ConnectionString);
        options.EndPoints.Clear();
        options.EndPoints.Add("127.0.0.1", _proxy.Port);
        // More patience than any test has.
        options.AsyncTimeout = options.SyncTimeout = 60_000;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.AbortOnConnectFail = false;
        _connection = await ConnectionMultiplexer.ConnectAsync(options);
        _redis = new(_connection, _clock, NullLogger<BriefRedis>.Instance);
        Assert.True(await AskAsync());
    }

    [Fact]
    public async Task One_that_hangs_is_not_waited_for_and_not_asked_again_for_a_moment()
    {
        _proxy.Freeze();

        Assert.False(await AskAsync().WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(2, _asked);
        Assert.False(await AskAsync());
        Assert.Equal(2, _asked);

        _proxy.Open();
        _clock.Pass(TimeSpan.FromSeconds(2.1));
        await EventuallyAsync.TrueAsync(async () =>
        {
            _clock.Pass(TimeSpan.FromSeconds(2.1));
            return await AskAsync();
        }, "it is asked again");
    }

    [Fact]
    public async Task One_that_is_gone_has_nothing_and_says_nothing()
    {
        _proxy.Close();

        // The first may be under way when the connection breaks; the next finds none.
        foreach (var _ in (int[])[1, 2])
        {
            Assert.False(await AskAsync().WaitAsync(TimeSpan.FromSeconds(20)));
            _clock.Pass(TimeSpan.FromSeconds(2.1));
        }
    }

    [Fact]
    public async Task Whatever_breaks_a_connection_reaches_nobody()
    {
        foreach (var broken in (Exception[])[new InvalidOperationException(), new IOException(), new TaskCanceledException()])
        {
            Assert.False(await _redis.AskAsync(_ => Task.FromException<bool>(broken)));
            Assert.False(await AskAsync());
            _clock.Pass(TimeSpan.FromSeconds(2.1));
        }

        Assert.True(await AskAsync());
    }

    [Fact]
    public async Task One_that_refuses_the_command_or_is_closed_has_nothing()
    {
        var key = $"brief:{Guid.NewGuid():N}";
        await _connection.GetDatabase().ListLeftPushAsync(key, "not a string");
        Assert.True((await _redis.AskAsync(database => database.StringGetAsync(key))).IsNull);
        Assert.False(await AskAsync());

        _clock.Pass(TimeSpan.FromSeconds(2.1));
        Assert.True(await AskAsync());
        await _connection.DisposeAsync();
        Assert.False(await AskAsync());
    }

    /// <summary>True when it answered.</summary>
    private Task<bool> AskAsync() => _redis.AskAsync(async database =>
    {
        _asked++;
        return await database.PingAsync() >= TimeSpan.Zero;
    });

    public async ValueTask DisposeAsync()
    {
        // First, so that nobody waits for an answer any more.
        _proxy.Dispose();
        await _connection.DisposeAsync();
    }

    /// <summary>The time of the day goes on when it is told to; what waits, waits as long as ever.</summary>
    private sealed class HandClock : TimeProvider
    {
        private long _passed = 1;

        public override long GetTimestamp() => Interlocked.Read(ref _passed);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan time) => Interlocked.Add(ref _passed, time.Ticks);
    }
}
