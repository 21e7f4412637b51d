using Integration.Api.Data;
using Integration.Api.Exports;
using Integration.Api.Lever;
using Integration.Benchmarks.Stack;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Integration.Benchmarks.Exports;

/// <summary>How many pages of the database one claim touches, whatever is queued and for however many accounts.</summary>
internal static class ClaimingMeasurement
{
    private const int Turns = 20;
    private const int TurnSize = 10;
    private const int Sustained = 3_000;

    public static async Task RunAsync(FigureTable figures)
    {
        // Pages are the same whether or not commits are forced to disk. Each account's bucket is wide, so that a turn never comes in vain.
        await using var stack = await RunningStack.StartAsync(new()
        {
            IsDurable = false,
            Api = new Dictionary<string, string> { ["Lever:RequestsPerSecond"] = "1000", ["Lever:Burst"] = "1000", ["Exports:Batch"] = $"{TurnSize}" },
        });
        await stack.Apis[0].KillAsync();
        var explained = new ExplainedCommands();
        await using var api = await InProcessApi.StartAsync(stack, services =>
        {
            services.ConfigureDbContext<IntegrationDbContext>(options => options.AddInterceptors(explained));
            services.AddHttpClient<LeverClient>().ConfigurePrimaryHttpMessageHandler(() => new AtOnceLever());
        });
        await using var database = NpgsqlDataSource.Create(stack.DatabaseConnection);
        await ExecuteAsync("ALTER SYSTEM SET autovacuum = off");
        await ExecuteAsync("SELECT pg_reload_conf()");

        double? first = null;
        foreach (var (accounts, queued) in ((int, int)[])[(1, 1_000), (1, FilledQueue.Items), (10_000, 1_000), (10_000, FilledQueue.Items)])
        {
            await FilledQueue.FillAsync(database, api.Services, accounts, queued);
            await MeasureAsync("never analysed");
            await ExecuteAsync("ANALYZE");
            await MeasureAsync("analysed");
            if (queued == FilledQueue.Items)
            {
                await api.WorkOffAsync(Sustained, database);
                await MeasureAsync($"and {Sustained:#,0} exports later, never vacuumed");
            }

            async Task MeasureAsync(string when)
            {
                var pages = await PagesAsync(api, explained);
                first ??= pages;
                figures.Add(
                    $"a claim of {TurnSize}: {queued:#,0} queued, {accounts:#,0} account{(accounts == 1 ? "" : "s")}, {when}", pages, "pages", first,
                    "0.8–1.2", ratio => ratio is >= 0.8 and <= 1.2);
            }
        }

        async Task ExecuteAsync(string sql)
        {
            await using var command = database.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <returns>The mean of some turns, all of them full.</returns>
    private static async Task<double> PagesAsync(InProcessApi api, ExplainedCommands explained)
    {
        explained.IsOn = true;
        for (var turn = 0; turn < Turns; turn++)
        {
            await using var scope = api.Services.CreateAsyncScope();
            var claim = await scope.ServiceProvider.GetRequiredService<ExportClaim>().TakeTurnAsync(TurnSize, CancellationToken.None);
            if (claim.Items.Count != TurnSize) throw new InvalidOperationException($"A turn took {claim.Items.Count} items.");
        }

        explained.IsOn = false;
        return explained.Take().Sum(one => one.Pages) / (double)Turns;
    }
}
