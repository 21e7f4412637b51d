using System.Runtime.InteropServices;
using Integration.Benchmarks.Exports;
using Integration.Benchmarks.Pages;
using Integration.Benchmarks.Proofs;

// Both end it the orderly way, also while a service runs in this process: what was started is stopped, and its data are removed.
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Environment.Exit(130));
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Environment.Exit(143));

return args switch
{
    ["exports", .. var names] => await ExportMeasurements.RunAsync(names),
    ["proofs", .. var names] => await ExportProofs.RunAsync(names),
    ["pages", .. var names] => await PageMeasurements.RunAsync(names),
    [Replica.Project] => Replica.Run(),
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
