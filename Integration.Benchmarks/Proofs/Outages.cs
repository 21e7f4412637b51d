using AppHost.Embedded;
using Integration.Benchmarks.Stack;
using StackExchange.Redis;

namespace Integration.Benchmarks.Proofs;

/// <summary>The stores fail in the middle of a run.</summary>
internal static class Outages
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(6);

    /// <summary>Redis forgets everything; then it is gone for a while, and comes back empty.</summary>
    public static async Task OfRedisAsync(RunningStack stack)
    {
        await Task.Delay(Short);
        await using (var redis = await ConnectionMultiplexer.ConnectAsync($"{stack.Redis.ConnectionString},allowAdmin=true"))
            await redis.GetServers().Single().FlushAllDatabasesAsync();
        await Task.Delay(Short);
        stack.Redis.Stop();
        await Task.Delay(Long);
        stack.Redis.Restart();
    }

    /// <summary>Postgres ends at once, in the middle of every transaction, and recovers from its log; twice.</summary>
    public static async Task OfPostgresAsync(RunningStack stack)
    {
        for (var time = 0; time < 2; time++)
        {
            await Task.Delay(Short);
            var server = (await File.ReadAllLinesAsync(Path.Combine(stack.Postgres.DataFolder, "postmaster.pid")))[0];
            await ChildProcess.RunAsync(new("kill", "-QUIT", server));
            await stack.Postgres.Exited;
            await stack.Postgres.RestartAsync();
        }
    }
}
