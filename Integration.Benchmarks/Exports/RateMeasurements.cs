using System.Diagnostics;
using Integration.Benchmarks.Stack;

namespace Integration.Benchmarks.Exports;

/// <summary>Against the sandbox with Lever's own bucket: how much of the allowance is used, alone and side by side.</summary>
internal static class RateMeasurements
{
    public const double PerSecond = 10;
    public const double Burst = 20;

    private static readonly TimeSpan Filling = TimeSpan.FromSeconds((Burst / PerSecond) + 0.5);

    /// <summary>One account, a thousand candidates without postings, and nobody waits for anything else.</summary>
    public static async Task OneAccountAsync(FigureTable figures, int candidates = 1_000)
    {
        await using var stack = await RunningStack.StartAsync(new() { Replicas = 2 });
        var account = await HostAccount.ConnectAsync(stack);
        var ids = await account.PushCandidatesAsync(candidates);
        await Task.Delay(Filling);

        var begin = DateTimeOffset.UtcNow;
        var (held, calls) = await ExportAsync(account, ids);

        var took = DateTimeOffset.FromUnixTimeMilliseconds(held[^1]) - begin;
        figures.Add($"{candidates:#,0} exports of one account", took.TotalSeconds, "s", LeastSeconds(candidates), "≤ 1.05", ratio => ratio <= 1.05);
        figures.Add("– of Lever's answers, 429", 100.0 * calls.TooManyRequests / calls.AllCalls, "%", null, "≤ 0.1 %", share => share <= 0.1);
        figures.Add("– calls per export", (double)calls.AllCalls / candidates, "", 1, "", null);
    }

    /// <summary>Many accounts at once, each of which has an allowance of its own.</summary>
    public static async Task TwentyAccountsAsync(FigureTable figures, int candidates = 300)
    {
        await using var stack = await RunningStack.StartAsync(new() { Replicas = 2 });
        var accounts = await HostAccount.ConnectAsync(stack, 20);
        var ids = await Task.WhenAll(accounts.Select(account => account.PushCandidatesAsync(candidates)));
        // One export each before: a process that has just started compiles its code on the same two cores.
        await Task.WhenAll(accounts.Select(async account => await ExportAsync(account, await account.PushCandidatesAsync(1))));
        await Task.Delay(Filling);

        var begin = DateTimeOffset.UtcNow;
        var results = await Task.WhenAll(accounts.Select((account, index) => ExportAsync(account, ids[index])));

        // Of its allowance until its last export came to be: what the bucket held, and what flowed into it.
        var shares = results.Select(result =>
            candidates / (Burst + (PerSecond * (DateTimeOffset.FromUnixTimeMilliseconds(result.Held[^1]) - begin).TotalSeconds))).ToList();
        var tooMany = results.Sum(result => result.Calls.TooManyRequests);
        figures.Add("20 accounts at once: the slowest one's share of its allowance", shares.Min(), "", 1, "≥ 0.95", ratio => ratio >= 0.95);
        figures.Add("– of Lever's answers, 429", 100.0 * tooMany / results.Sum(result => result.Calls.AllCalls), "%", null, "≤ 0.1 %", share => share <= 0.1);
    }

    /// <summary>The bucket is full at the beginning, and then each permit has to flow into it.</summary>
    private static double LeastSeconds(int calls) => (calls - Burst) / PerSecond;

    /// <returns>When Lever wrote each of them, in order, and what it answered meanwhile.</returns>
    private static async Task<(List<long> Held, Ledger Calls)> ExportAsync(HostAccount account, string[] ids)
    {
        await account.Lever.ForgetCallsAsync();
        var view = await account.CompletedAsync(await account.ExportAsync(ids), TimeSpan.FromMinutes(5));
        if (view.GetProperty("exported").GetInt32() != ids.Length) throw new UnreachableException($"Not all were exported: {view}");

        var ledger = await account.Lever.LedgerAsync();
        return ([.. ledger.Opportunities!.Where(held => held.Sources.Contains("headhuntr.io")).Select(held => held.WrittenAt).Order()], ledger);
    }
}
