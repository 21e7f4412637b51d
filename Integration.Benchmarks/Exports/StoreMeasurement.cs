using Integration.Api.Data;
using Integration.Api.Lever;
using Integration.Benchmarks.Stack;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StackExchange.Redis;

namespace Integration.Benchmarks.Exports;

/// <summary>
/// How often Postgres and Redis are asked for one call to Lever, and who gives the token: many accounts with a few exports each, which two
/// replicas take in turns; neither knows a token at first, and once in the middle all of them are refreshed.
/// </summary>
internal static class StoreMeasurement
{
    private const int Accounts = 60;
    private const int Rounds = 4;
    private const int PerRound = 8;

    public static async Task RunAsync(FigureTable figures)
    {
        // Counted, not timed. Each account's bucket is wide, so that a turn never comes in vain.
        await using var stack = await RunningStack.StartAsync(new()
        {
            IsDurable = false,
            Api = new Dictionary<string, string> { ["Lever:RequestsPerSecond"] = "1000", ["Lever:Burst"] = "1000", ["Exports:Batch"] = $"{PerRound}" },
        });
        var accounts = await HostAccount.ConnectAsync(stack, Accounts);
        var people = new List<string[][]>();
        for (var round = 0; round < Rounds; round++) people.Add(await Task.WhenAll(accounts.Select(account => account.PushCandidatesAsync(PerRound))));
        await stack.Apis[0].KillAsync();

        var counted = new CountedStores();
        await using var first = await StartAsync(stack, counted);
        await using var second = await StartAsync(stack, counted);
        await using var database = NpgsqlDataSource.Create(stack.DatabaseConnection);
        stack.Redirect(first.ClientOptions.BaseAddress);

        var (all, inCalls) = (default(StoreCount), default(StoreCount));
        for (var round = 0; round < Rounds; round++)
        {
            if (round == Rounds / 2) await ExecuteAsync("UPDATE connections SET access_token_expires_at = now()");
            await Parallel.ForEachAsync(
                Enumerable.Range(0, Accounts), new ParallelOptions { MaxDegreeOfParallelism = 8 },
                async (index, _) => await accounts[index].ExportAsync(people[round][index], key: $"key-{round}"));

            var (allBefore, inCallsBefore) = (counted.All, counted.InCalls);
            await Task.WhenAll(first.StartWorkerAsync(), second.StartWorkerAsync());
            while (await ScalarAsync<bool>("SELECT EXISTS (SELECT FROM export_items WHERE status IN ('Queued', 'Exporting'))")) await Task.Delay(20);
            await Task.WhenAll(first.StopWorkerAsync(), second.StopWorkerAsync());
            (all, inCalls) = (Sum(all, counted.All - allBefore), Sum(inCalls, counted.InCalls - inCallsBefore));
        }

        double calls = inCalls.Calls;
        figures.Add($"{calls:#,0} calls to Lever by two replicas: statements of Postgres for each", all.Statements / calls, "", null, "", null);
        figures.Add("– of these, for its token alone", inCalls.Statements / calls, "", null, "", null);
        figures.Add("– commands of Redis for each", all.Commands / calls, "", null, "", null);
        figures.Add("– statements that read a token's ciphertext, in all", all.Ciphertexts, "", null, "", null);
        figures.Add("– tokens from the process", 100 * (calls - Math.Max(inCalls.Gets, inCalls.Ciphertexts)) / calls, "%", null, "", null);
        figures.Add("– tokens from Redis", 100 * Math.Max(0, inCalls.Gets - inCalls.Ciphertexts) / calls, "%", null, "", null);
        figures.Add("– tokens from Postgres", 100 * inCalls.Ciphertexts / calls, "%", null, "", null);

        await RepeatAsync();

        async Task RepeatAsync()
        {
            await accounts[0].ExportAsync(people[0][0], key: "key-0");
            var before = counted.All;
            await Parallel.ForEachAsync(
                Enumerable.Range(0, Accounts), new ParallelOptions { MaxDegreeOfParallelism = 8 },
                async (index, _) => await accounts[index].ExportAsync(people[0][index], key: "key-0"));
            var spent = counted.All - before;
            figures.Add("a repeated key: statements of Postgres until the 202", (double)spent.Statements / Accounts, "", null, "", null);
            figures.Add("– commands of Redis", (double)spent.Commands / Accounts, "", null, "", null);
        }

        async Task ExecuteAsync(string sql)
        {
            await using var command = database.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }

        async Task<T> ScalarAsync<T>(string sql)
        {
            await using var command = database.CreateCommand(sql);
            return (T)(await command.ExecuteScalarAsync())!;
        }
    }

    private static async Task<InProcessApi> StartAsync(RunningStack stack, CountedStores counted)
    {
        var api = await InProcessApi.StartAsync(stack, services =>
        {
            services.ConfigureDbContext<IntegrationDbContext>(options => options.AddInterceptors(counted));
            services.AddHttpClient<LeverClient>().ConfigurePrimaryHttpMessageHandler(() => new AtOnceLever())
                .ConfigureAdditionalHttpMessageHandlers((handlers, _) => handlers.Insert(0, counted.CallHandler()));
        });
        counted.Listen(api.Services.GetRequiredService<IConnectionMultiplexer>());
        return api;
    }

    private static StoreCount Sum(StoreCount one, StoreCount other) => one - (default(StoreCount) - other);
}
