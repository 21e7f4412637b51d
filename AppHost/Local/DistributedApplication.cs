using System.Runtime.InteropServices;

namespace AppHost.Local;

/// <summary>
/// Stands in for Aspire where the package source does not carry it: starts the services in the order in which they
/// wait for each other, and stops all of them when one fails or when it is told to.
/// </summary>
internal sealed class DistributedApplication
{
    private readonly List<LocalService> _services;

    internal DistributedApplication(IEnumerable<ProjectResource> projects)
    {
        var services = projects.ToDictionary(project => (IResource)project, project => new LocalService(project));
        foreach (var service in services.Values) service.WaitFor(service.Project.WaitsFor.Where(services.ContainsKey).Select(one => services[one]));
        _services = [.. services.Values];
    }

    internal static DistributedApplicationBuilder CreateBuilder(string[] args) => new(args);

    public void Run() => RunAsync().GetAwaiter().GetResult();

    private async Task RunAsync()
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        ParentProcess.WhenGone(stop.Cancel);

        var lives = _services.ConvertAll(service => service.LiveAsync(stop.Token));
        try
        {
            await await Task.WhenAny(lives);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Console.WriteLine("Stopping.");
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(lives).ContinueWith(_ => { }, TaskScheduler.Default);
            foreach (var service in Enumerable.Reverse(_services)) await service.StopAsync();
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }
}
