namespace Integration.Benchmarks.Proofs;

/// <summary>Exactly one opportunity each, whatever dies on the way. Lever's ledger is the judge.</summary>
internal static class ExportProofs
{
    private static readonly Part[] All = [];

    public static Task<int> RunAsync(string[] names) => Parts.RunAsync(All, names);
}
