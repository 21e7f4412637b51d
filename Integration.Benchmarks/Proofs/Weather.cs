using Integration.Benchmarks.Stack;

namespace Integration.Benchmarks.Proofs;

/// <summary>What goes wrong at Lever and on the way to it, at random.</summary>
internal sealed class Weather(LeverOrganisation lever)
{
    private const string Opportunities = "/v1/opportunities";
    private const string Notes = "/v1/opportunities/{id}/notes";

    private static readonly Fault[] Faults =
    [
        new("POST", Opportunities, "cut-after"),
        new("POST", Opportunities, "cut-before"),
        new("POST", Opportunities, "500"),
        new("POST", Opportunities, "500", IsAfter: true),
        new("POST", Opportunities, "503", IsAfter: true),
        new("POST", Opportunities, "429"),
        // Answered late, or so late that we have given up; and done late, when we have given up already.
        new("POST", Opportunities, "delay", DelayMs: 500, IsAfter: true),
        new("POST", Opportunities, "delay", DelayMs: 5_000, IsAfter: true),
        new("POST", Opportunities, "delay", DelayMs: 3_500),
        new("GET", Opportunities, "500"),
        new("GET", Opportunities, "cut-before"),
        new("GET", Opportunities, "429"),
        new("POST", Notes, "cut-after"),
        new("POST", Notes, "500", IsAfter: true),
        new("POST", Notes, "cut-before"),
    ];

    /// <summary>The answers to the next calls that create are lost, so that there is something to find out in a small run too.</summary>
    public Task LoseAnswersAsync(int lost) => lever.FailAsync("POST", Opportunities, "cut-after", lost);

    /// <summary>Until the end is wanted; then the sky is clear.</summary>
    /// <param name="after">So many were sent to Lever before it begins: by then the lost answers were met, however slow the machine is.</param>
    public async Task RageAsync(int after, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested && (await lever.LedgerAsync(opportunities: false)).CallsTo("POST", Opportunities) < after) await Task.Delay(100, CancellationToken.None);
        while (!ct.IsCancellationRequested)
        {
            // What was not met until now is gone: else more and more of it would wait for the last few.
            await lever.ClearFaultsAsync();
            var fault = Faults[Random.Shared.Next(Faults.Length)];
            await lever.FailAsync(fault.Method, fault.Path, fault.Kind, Random.Shared.Next(1, 4), fault.DelayMs, fault.IsAfter);
            await Task.Delay(Random.Shared.Next(50, 250), CancellationToken.None);
        }

        await lever.ClearFaultsAsync();
    }

    private sealed record Fault(string Method, string Path, string Kind, int DelayMs = 0, bool IsAfter = false);
}
