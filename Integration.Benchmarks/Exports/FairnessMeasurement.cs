using Integration.Benchmarks.Stack;

namespace Integration.Benchmarks.Exports;

/// <summary>What one account's fifty thousand mean for somebody in another account who exports one person.</summary>
internal static class FairnessMeasurement
{
    private const int Bulks = 10;
    private const int BulkSize = 5_000;
    private const int Others = 99;

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);

    public static async Task RunAsync(FigureTable figures)
    {
        await using var stack = await RunningStack.StartAsync(new() { Replicas = 2 });
        var big = await HostAccount.ConnectAsync(stack);
        var small = await HostAccount.ConnectAsync(stack, Others);
        var alone = await StartsAsync(small, Between);

        for (var bulk = 0; bulk < Bulks; bulk++) await big.ExportAsync(await big.PushCandidatesAsync(BulkSize));
        var beside = await StartsAsync(small, Between);
        var together = await StartsAsync(small, TimeSpan.Zero);
        var left = (await big.SendAsync(HttpMethod.Get, "exports?limit=200", null)).GetProperty("items").EnumerateArray().Sum(view => view.GetProperty("queued").GetInt32());

        figures.Add($"99 accounts with one export each beside {left:#,0} queued of one: p95 from the click to Lever", At(beside, 0.95), "s", At(alone, 0.95), "≤ 1 s", null);
        figures.Add("– the same as a figure of its own", At(beside, 0.95), "s", null, "≤ 1 s", seconds => seconds <= 1);
        figures.Add("– median", At(beside, 0.5), "s", At(alone, 0.5), "", null);
        figures.Add("– p95 when all 99 click at the same instant", At(together, 0.95), "s", null, "", null);
    }

    /// <returns>The seconds from each request to the moment at which Lever had written the opportunity, in order.</returns>
    private static async Task<List<double>> StartsAsync(HostAccount[] accounts, TimeSpan between)
    {
        var people = await Task.WhenAll(accounts.Select(account => account.PushCandidatesAsync(1)));
        var begun = new Task<DateTimeOffset>[accounts.Length];
        for (var index = 0; index < accounts.Length; index++)
        {
            begun[index] = ClickAsync(accounts[index], people[index]);
            await Task.Delay(between);
        }

        var clicks = await Task.WhenAll(begun);
        return [.. (await Task.WhenAll(accounts.Select((account, index) => StartAsync(account, people[index][0], clicks[index])))).Order()];
    }

    private static async Task<DateTimeOffset> ClickAsync(HostAccount account, string[] people)
    {
        var click = DateTimeOffset.UtcNow;
        await account.ExportAsync(people);
        return click;
    }

    private static async Task<double> StartAsync(HostAccount account, string candidate, DateTimeOffset click)
    {
        while (true)
        {
            var held = (await account.Lever.LedgerAsync()).Opportunities!.FirstOrDefault(held => held.Emails.Contains($"{candidate}@people.example"));
            if (held is not null) return (DateTimeOffset.FromUnixTimeMilliseconds(held.WrittenAt) - click).TotalSeconds;
            await Task.Delay(TimeSpan.FromMilliseconds(500));
        }
    }

    private static double At(List<double> ordered, double share) => ordered[(int)Math.Ceiling(ordered.Count * share) - 1];
}
