using System.Diagnostics;
using Integration.Api.Exports;
using Integration.Benchmarks.Stack;

namespace Integration.Benchmarks.Exports;

/// <summary>One of two processes is killed in the middle of an export, with calls under way: how long what it leaves is waited for.</summary>
internal static class DeathMeasurement
{
    private const int Candidates = 300;
    private const int BeforeIt = 100;

    public static async Task RunAsync(FigureTable figures)
    {
        await using var stack = await RunningStack.StartAsync(new() { Replicas = 2 });
        var account = await HostAccount.ConnectAsync(stack);
        var ids = await account.PushCandidatesAsync(Candidates);
        // As slow as Lever really is, so that there are calls under way at any moment.
        await account.Lever.FailAsync("POST", "/v1/opportunities", "delay", times: Candidates, delayMs: 500);

        var export = await account.ExportAsync(ids);
        while ((await account.Lever.LedgerAsync(opportunities: false)).Live < BeforeIt) await Task.Delay(50);
        await stack.Apis[1].KillAsync();
        var killed = DateTimeOffset.UtcNow;
        var left = Candidates - (await account.Lever.LedgerAsync(opportunities: false)).Live;
        await account.CompletedAsync(export, TimeSpan.FromMinutes(5));
        var completed = DateTimeOffset.UtcNow;

        long[] written = [.. (await account.Lever.LedgerAsync()).Opportunities!.Where(held => held.Sources.Contains("headhuntr.io")).Select(held => held.WrittenAt).Order()];
        if (written.Length != Candidates) throw new UnreachableException($"{written.Length} opportunities of {Candidates} candidates");

        // What it had under way, a burst at most, is looked up when the lease is over; the rest must not wait for that.
        var rest = written[..^(int)RateMeasurements.Burst];
        var pause = TimeSpan.FromMilliseconds(rest.Zip(rest.Skip(1), (one, next) => next - one).Max());
        var lease = new ExportOptions().Lease;
        figures.Add("the longest pause of an export of which one of two processes is killed", pause.TotalSeconds, "s", lease.TotalSeconds, "≤ the lease", ratio => ratio <= 1);
        figures.Add("– from then on until all of it is in Lever and known", (completed - killed).TotalSeconds, "s", left / RateMeasurements.PerSecond, "", null);
    }
}
