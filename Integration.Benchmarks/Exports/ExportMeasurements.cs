namespace Integration.Benchmarks.Exports;

/// <summary>How fast exports are, each figure beside the physical limit of the same run. Targets are reported, not enforced.</summary>
internal static class ExportMeasurements
{
    public static async Task<int> RunAsync(string[] names)
    {
        var figures = new FigureTable();
        var code = await Parts.RunAsync(
            [
                Measure("one-account", () => RateMeasurements.OneAccountAsync(figures)),
                Measure("twenty-accounts", () => RateMeasurements.TwentyAccountsAsync(figures)),
                Measure("fairness", () => FairnessMeasurement.RunAsync(figures)),
                Measure("answers", () => AnswerMeasurement.RunAsync(figures)),
                Measure("engine", () => EngineMeasurement.RunAsync(figures)),
                Measure("death", () => DeathMeasurement.RunAsync(figures)),
                Measure("claiming", () => ClaimingMeasurement.RunAsync(figures)),
                Measure("stores", () => StoreMeasurement.RunAsync(figures)),
            ],
            names);
        if (code == 0) figures.Print();
        return code;
    }

    private static Part Measure(string name, Func<Task> measureAsync) => new(name, async () =>
    {
        await measureAsync();
        return true;
    });
}
