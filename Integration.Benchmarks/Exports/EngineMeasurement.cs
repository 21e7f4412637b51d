using System.Diagnostics;
using Integration.Api.Lever;
using Integration.Benchmarks.Stack;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Integration.Benchmarks.Exports;

/// <summary>
/// The engine alone: Lever answers at once, the bucket is lifted (each account has a wide one, and there are several), and what is left is
/// what an export costs us. The limit is what the same Postgres does with two bare commits of the same size, from as many connections at once.
/// </summary>
internal static class EngineMeasurement
{
    private const int Accounts = 16;
    private const int Connections = 64;
    private const int WarmUp = 3_200;
    private const int Rounds = 4;
    private const int PerRound = 3_200;

    public static async Task RunAsync(FigureTable figures)
    {
        await using var stack = await RunningStack.StartAsync(new()
        {
            Api = new Dictionary<string, string> { ["Lever:RequestsPerSecond"] = "1000", ["Lever:Burst"] = "1000" },
        });
        var accounts = await HostAccount.ConnectAsync(stack, Accounts);
        var warmUp = await CandidatesAsync(WarmUp);
        var rounds = new List<string[][]>();
        for (var round = 0; round < Rounds; round++) rounds.Add(await CandidatesAsync(PerRound));
        await stack.Apis[0].KillAsync();

        await using var api = await InProcessApi.StartAsync(stack, services =>
            services.AddHttpClient<LeverClient>().ConfigurePrimaryHttpMessageHandler(() => new AtOnceLever()));
        await using var database = NpgsqlDataSource.Create(stack.DatabaseConnection);
        stack.Redirect(api.ClientOptions.BaseAddress);
        var bytes = await WrittenAsync(database);
        await ExportAsync(warmUp);
        bytes = (await WrittenAsync(database) - bytes) / WarmUp;
        await using var bare = await BareCommits.PrepareAsync(database, (int)bytes / 2, Connections);

        // In turns, so that whatever else this machine does disturbs both alike.
        var (engine, limit) = (TimeSpan.Zero, TimeSpan.Zero);
        var (engineCpu, limitCpu) = (TimeSpan.Zero, TimeSpan.Zero);
        foreach (var candidates in rounds)
        {
            var (took, cpu) = await ExportAsync(candidates);
            (engine, engineCpu) = (engine + took, engineCpu + cpu);
            cpu = Environment.CpuUsage.TotalTime;
            limit += await bare.CommitAsync(2 * PerRound);
            limitCpu += Environment.CpuUsage.TotalTime - cpu;
        }

        const int Exports = Rounds * PerRound;
        figures.Add(
            "the engine with a Lever that answers at once, beside two bare commits each", Exports / engine.TotalSeconds, "exports/s", Exports / limit.TotalSeconds,
            "≥ 0.5", ratio => ratio >= 0.5);
        figures.Add("– processor time of our process for each", engineCpu.TotalMilliseconds / Exports, "ms", limitCpu.TotalMilliseconds / Exports, "", null);
        figures.Add("– written to the log of Postgres for one export", bytes / 1024.0, "KiB", null, "", null);

        async Task<string[][]> CandidatesAsync(int count) =>
            await Task.WhenAll(accounts.Select(account => account.PushCandidatesAsync(count / Accounts, _ => new { headline = "Engineer", location = "Berlin", profileUrl = "https://headhuntr.io/people/1" })));

        async Task<(TimeSpan Took, TimeSpan Cpu)> ExportAsync(string[][] candidates)
        {
            await Task.WhenAll(accounts.Select((account, index) => account.ExportAsync(candidates[index])));
            await using var left = database.CreateCommand("SELECT EXISTS (SELECT FROM export_items WHERE status IN ('Queued', 'Exporting'))");
            var (begin, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            await api.StartWorkerAsync();
            while ((bool)(await left.ExecuteScalarAsync())!) await Task.Delay(20);
            var took = (Stopwatch.GetElapsedTime(begin), Environment.CpuUsage.TotalTime - cpu);
            await api.StopWorkerAsync();
            return took;
        }
    }

    private static async Task<long> WrittenAsync(NpgsqlDataSource database)
    {
        await using var written = database.CreateCommand("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint");
        return (long)(await written.ExecuteScalarAsync())!;
    }
}
