using AppHost.Embedded;
using StackExchange.Redis;

namespace Integration.Tests.AppHost;

public sealed class EmbeddedRedisTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("headhuntr-lever-");

    [Fact]
    public async Task What_is_written_is_there_after_the_next_start_on_the_same_folder()
    {
        using (var first = EmbeddedRedis.Start(_folder.FullName))
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(first.ConnectionString);
            await connection.GetDatabase().ListRightPushAsync("keys", "one");
        }

        using var second = EmbeddedRedis.Start(_folder.FullName);
        await using var again = await ConnectionMultiplexer.ConnectAsync(second.ConnectionString);

        Assert.Equal(["one"], await again.GetDatabase().ListRangeAsync("keys"));
    }

    [Fact]
    public async Task A_Redis_that_is_taken_away_comes_back_at_the_same_address()
    {
        using var redis = EmbeddedRedis.Start();
        var address = redis.ConnectionString;

        redis.Stop();
        await Assert.ThrowsAsync<RedisConnectionException>(() => ConnectionMultiplexer.ConnectAsync(address + ",connectRetry=0,connectTimeout=1000"));
        redis.Restart();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(address);

        Assert.Equal(address, redis.ConnectionString);
        Assert.True(await connection.GetDatabase().StringSetAsync("back", "yes"));
    }

    [Fact]
    public async Task Nobody_comes_in_without_the_password()
    {
        using var redis = EmbeddedRedis.Start();

        await Assert.ThrowsAsync<RedisConnectionException>(() => ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{redis.Port},connectRetry=0"));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
