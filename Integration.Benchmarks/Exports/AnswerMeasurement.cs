using System.Diagnostics;
using Integration.Benchmarks.Stack;

namespace Integration.Benchmarks.Exports;

/// <summary>How long a person waits for the page after the click, and what it spends to look before.</summary>
internal static class AnswerMeasurement
{
    private const int Candidates = 1_000;
    private const int Times = 10;

    public static async Task RunAsync(FigureTable figures)
    {
        await using var stack = await RunningStack.StartAsync();
        var account = await HostAccount.ConnectAsync(stack);

        var waits = new List<double>();
        for (var time = 0; time < Times + 2; time++)
        {
            var people = await account.PushCandidatesAsync(Candidates);
            var click = Stopwatch.GetTimestamp();
            var export = await account.ExportAsync(people);
            waits.Add(Stopwatch.GetElapsedTime(click).TotalMilliseconds);
            await account.SendAsync(HttpMethod.Post, $"exports/{export}/cancel", null);
        }

        // The first two only warm it up.
        figures.Add($"202 for an export of {Candidates:#,0}, median of {Times}", waits.Skip(2).Order().ElementAt(Times / 2), "ms", null, "< 100 ms", ms => ms < 100);
        await PreviewAsync(figures, account);
    }

    /// <summary>One preview after the other, always of people whom nobody looked up before.</summary>
    private static async Task PreviewAsync(FigureTable figures, HostAccount account)
    {
        var people = await Task.WhenAll(Enumerable.Range(0, Times).Select(_ => account.PushCandidatesAsync(Candidates)));
        await Task.Delay(TimeSpan.FromSeconds(2.5));
        await account.Lever.ForgetCallsAsync();

        var begin = Stopwatch.GetTimestamp();
        foreach (var page in people)
        {
            await account.SendAsync(HttpMethod.Post, "exports/preview", new { candidateIds = page, postingId = (string?)null });
            await Task.Delay(TimeSpan.FromMilliseconds(500));
        }

        var allowance = RateMeasurements.Burst + (RateMeasurements.PerSecond * Stopwatch.GetElapsedTime(begin).TotalSeconds);
        var calls = (await account.Lever.LedgerAsync(opportunities: false)).CallsTo("GET", "/v1/opportunities");
        figures.Add("calls to Lever by one preview after the other", calls, "", allowance, "≤ 0.1", ratio => ratio <= 0.1);
    }
}
