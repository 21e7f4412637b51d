using Integration.Benchmarks.Exports;
using Integration.Benchmarks.Pages;
using Integration.Benchmarks.Proofs;

// Ctrl-C ends it the orderly way: what was started is stopped, and its data are removed.
Console.CancelKeyPress += (_, interrupted) =>
{
    interrupted.Cancel = true;
    Environment.Exit(130);
};

return args switch
{
    ["exports", .. var names] => await ExportMeasurements.RunAsync(names),
    ["proofs", .. var names] => await ExportProofs.RunAsync(names),
    ["pages", .. var names] => await PageMeasurements.RunAsync(names),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        dotnet run -c Release --project Integration.Benchmarks -- exports [name…]   how fast exports are, beside their physical limit
        dotnet run -c Release --project Integration.Benchmarks -- proofs [name…]    exactly one opportunity each, whatever dies
        dotnet run -c Release --project Integration.Benchmarks -- pages [name…]     how soon pages are there

        Without a name, all of them.
        """);
    return 2;
}
