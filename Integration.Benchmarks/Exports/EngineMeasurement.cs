using System.Diagnostics;
using Integration.Api.Exports;
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
    private const int WarmUp = 2_000;

    public static async Task RunAsync(FigureTable figures, int exports = 8_000)
    {
        await using var stack = await RunningStack.StartAsync(new()
        {
            Api = new Dictionary<string, string> { ["Lever:RequestsPerSecond"] = "1000", ["Lever:Burst"] = "1000" },
        });
        var accounts = await HostAccount.ConnectAsync(stack, Accounts);
        var warmUp = await CandidatesAsync(WarmUp);
        var measured = await CandidatesAsync(exports);
        await stack.Apis[0].KillAsync();

        await using var api = await InProcessApi.StartAsync(stack, services =>
            services.AddHttpClient<LeverClient>().ConfigurePrimaryHttpMessageHandler(() => new AtOnceLever()));
        await using var database = NpgsqlDataSource.Create(stack.DatabaseConnection);
        stack.Redirect(api.ClientOptions.BaseAddress);
        await ExportAsync(warmUp);

        var bytes = await WrittenAsync(database);
        var (cpu, perSecond) = (Environment.CpuUsage.TotalTime, exports / (await ExportAsync(measured)).TotalSeconds);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        bytes = (await WrittenAsync(database) - bytes) / exports;
        var bare = await BareCommitsAsync(database, (int)(bytes / 2), exports) / 2;

        figures.Add("the engine with a Lever that answers at once", perSecond, "exports/s", bare, "≥ 0.5", ratio => ratio >= 0.5);
        figures.Add("– processor time of the API for one export", cpu.TotalMilliseconds / exports, "ms", null, "", null);
        figures.Add("– written to the log of Postgres for one export", bytes / 1024.0, "KiB", null, "", null);

        async Task<string[][]> CandidatesAsync(int count) =>
            await Task.WhenAll(accounts.Select(account => account.PushCandidatesAsync(count / Accounts, _ => new { headline = "Engineer", location = "Berlin", profileUrl = "https://headhuntr.io/people/1" })));

        async Task<TimeSpan> ExportAsync(string[][] candidates)
        {
            await Task.WhenAll(accounts.Select((account, index) => account.ExportAsync(candidates[index])));
            await using var left = database.CreateCommand("SELECT EXISTS (SELECT FROM export_items WHERE status IN ('Queued', 'Exporting'))");
            var begin = Stopwatch.GetTimestamp();
            await api.StartWorkerAsync();
            while ((bool)(await left.ExecuteScalarAsync())!) await Task.Delay(20);
            var took = Stopwatch.GetElapsedTime(begin);
            await api.StopWorkerAsync();
            return took;
        }
    }

    private static async Task<long> WrittenAsync(NpgsqlDataSource database)
    {
        await using var written = database.CreateCommand("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint");
        return (long)(await written.ExecuteScalarAsync())!;
    }

    /// <returns>Commits per second of rows that write so much, from as many connections at once as the engine has calls under way.</returns>
    private static async Task<double> BareCommitsAsync(NpgsqlDataSource database, int bytes, int commits)
    {
        await using (var create = database.CreateCommand("CREATE TABLE bare (payload bytea); ALTER TABLE bare ALTER payload SET STORAGE EXTERNAL"))
            await create.ExecuteNonQueryAsync();

        // What a row and its commit write beside the payload.
        const int Overhead = 100;
        var payload = new byte[Math.Max(1, bytes - Overhead)];
        Random.Shared.NextBytes(payload);
        var begin = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, new ExportOptions().Concurrency).Select(async worker =>
        {
            await using var connection = await database.OpenConnectionAsync();
            await using var insert = new NpgsqlCommand("INSERT INTO bare VALUES ($1)", connection) { Parameters = { new() { Value = payload } } };
            await insert.PrepareAsync();
            for (var done = worker; done < commits; done += new ExportOptions().Concurrency) await insert.ExecuteNonQueryAsync();
        }));
        return commits / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }
}
