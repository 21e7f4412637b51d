namespace Integration.Benchmarks.Proofs;

/// <summary>Exactly one opportunity each, whatever dies on the way. Lever's ledger is the judge.</summary>
internal static class ExportProofs
{
    /// <summary>All of it by one name.</summary>
    private const string Everything = "exports";

    public static async Task<int> RunAsync(string[] names)
    {
        var table = new VerdictTable();
        Part[] parts =
        [
            new("crashes", () => CrashMatrix.RunAsync(table, CrashMatrix.Cases, times: 3)),
            new("suspension", () => Suspension.RunAsync(table, Suspension.Cases)),
            Run(table, "random", new("four processes, killed at random", People: 2_000, Replicas: 4)),
            Run(table, "redis", new("Redis flushed, then stopped", People: 800, Replicas: 2, Outages.OfRedisAsync)),
            Run(table, "postgres", new("Postgres restarted at once, twice", People: 800, Replicas: 2, Outages.OfPostgresAsync, IsDurable: true)),
            Run(table, "blind", new("nobody looks: duplicates must show", People: 400, Replicas: 2, IsBlind: true)),
        ];
        var code = await Parts.RunAsync(parts, names is [Everything] ? [] : names);
        if (code != 2) Console.WriteLine($"\n{table}");
        return code;
    }

    private static Part Run(VerdictTable table, string name, RandomRun run) => new(name, () => run.RunAsync(table));
}
