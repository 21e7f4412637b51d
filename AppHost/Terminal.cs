using System.Text.RegularExpressions;
using AppHost.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AppHost;

/// <summary>What a start says where it was typed; everything else is in the dashboard.</summary>
internal sealed partial class Terminal(IHostApplicationLifetime lifetime, Settings settings)
{
    public bool HasDashboard => settings.DashboardPort is not null;

    /// <summary>Why it ended by itself; the last sentence of all.</summary>
    public string? Failure { get; private set; }

    public static Terminal Of(IServiceProvider services) => services.GetRequiredService<Terminal>();

    /// <summary>There is nothing to run without this.</summary>
    public void GiveUp(string why)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested) return;

        Failure = why;
        lifetime.StopApplication();
    }

    /// <summary>In the dashboard somebody can see why a service ended, and start it again; without one its end is the end of everything.</summary>
    public async Task TellEndAsync(ProjectResource service, ResourceStoppedEvent e, CancellationToken ct)
    {
        if (e.ResourceEvent.Snapshot.ExitCode is null or 0 || lifetime.ApplicationStopping.IsCancellationRequested) return;

        // The orchestrator says -1 of what was killed.
        var end = e.ResourceEvent.Snapshot.ExitCode is var code and >= 0 ? $"The service '{service.Name}' ended with exit code {code}" : $"The service '{service.Name}' was killed";
        var why = await LastWordsAsync(service, e, ct);
        if (HasDashboard) await Console.Error.WriteLineAsync($"{end}; its output in the dashboard says why: {why}");
        else GiveUp($"{end}, and everything with it: {why}");
    }

    /// <summary>Shows here what a resource writes, for as long as it runs.</summary>
    public static async Task RelayAsync(IResource resource, ResourceLoggerService logs)
    {
        await foreach (var batch in logs.WatchAsync(resource))
            foreach (var line in batch) Console.WriteLine($"{resource.Name,-7} | {Plain(line.Content)}");
    }

    /// <summary>What an unhandled exception said, else the last line that is no stack frame.</summary>
    private static async Task<string> LastWordsAsync(ProjectResource service, ResourceStoppedEvent e, CancellationToken ct)
    {
        const string Unhandled = "Unhandled exception. ";
        const string Orchestrator = "[sys] ";
        var lines = new List<string>();
        await foreach (var batch in e.Services.GetRequiredService<ResourceLoggerService>().GetAllAsync(service).WithCancellation(ct))
            lines.AddRange(batch.Select(line => Plain(line.Content)));
        lines.RemoveAll(line => line.Length == 0 || line.StartsWith(Orchestrator, StringComparison.Ordinal));

        return lines.FindLast(line => line.StartsWith(Unhandled, StringComparison.Ordinal)) is { } exception
            ? exception[(exception.IndexOf(": ", StringComparison.Ordinal) + 2)..]
            : lines.FindLast(line => !line.StartsWith("   at ", StringComparison.Ordinal))?.Trim() ?? "nothing.";
    }

    /// <summary>Every line comes with the moment at which it was received, and some with colours.</summary>
    private static string Plain(string line) => Colours().Replace(line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..], "");

    [GeneratedRegex(@"\x1b\[[0-9;]*m")]
    private static partial Regex Colours();
}

internal static class TerminalExtensions
{
    /// <summary>The setting that says where the dashboard takes telemetry; absent where there is none.</summary>
    public const string OtlpEndpoint = "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL";

    /// <summary>Before anything that may have something to say.</summary>
    public static void AddTerminal(this IDistributedApplicationBuilder builder, Settings settings)
    {
        builder.Services.AddSingleton(services => new Terminal(services.GetRequiredService<IHostApplicationLifetime>(), settings));
        if (settings.DashboardPort is not { } port)
        {
            // Once, however often it is started: what it writes later comes by the same way.
            builder.Eventing.Subscribe<InitializeResourceEvent>((e, ct) =>
            {
                if (e.Resource is ProjectResource or EmbeddedServer) _ = Terminal.RelayAsync(e.Resource, e.Services.GetRequiredService<ResourceLoggerService>());
                return Task.CompletedTask;
            });
            return;
        }

        // Only the first has to be known beforehand.
        builder.Configuration["ASPNETCORE_URLS"] = $"http://localhost:{port}";
        builder.Configuration[OtlpEndpoint] = $"http://localhost:{LoopbackPort.Free()}";
        builder.Configuration["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = $"http://localhost:{LoopbackPort.Free()}";
    }

    /// <summary>Returns when somebody stopped it; throws its sentence when something did.</summary>
    public static async Task RunToEndAsync(this DistributedApplication app)
    {
        var (terminal, lifetime) = (Terminal.Of(app.Services), app.Services.GetRequiredService<IHostApplicationLifetime>());
        ParentProcess.WhenGone(lifetime.StopApplication);
        try
        {
            await app.RunAsync();
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // It gave up, or somebody stopped it, while it was still starting.
        }

        if (terminal.Failure is { } failure) throw new CannotStartException(failure);
    }
}
