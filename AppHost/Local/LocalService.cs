using System.Net;
using AppHost.Embedded;

namespace AppHost.Local;

/// <summary>One service on its way from waiting to running to ended.</summary>
internal sealed class LocalService(ProjectResource project)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };

    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<LocalService> _waitsFor = [];
    private ChildProcess? _process;

    public ProjectResource Project => project;

    public void WaitFor(IEnumerable<LocalService> others) => _waitsFor = [.. others];

    /// <summary>Returns never: a service that ends by itself is a failure, and one that is told to stop is cancelled.</summary>
    public async Task LiveAsync(CancellationToken ct)
    {
        await Task.WhenAll(_waitsFor.Select(other => other._ready.Task)).WaitAsync(ct);

        var process = _process = ChildProcess.Start(Describe(), line => Console.WriteLine($"{project.Name,-5} | {line}"));
        var ended = process.WaitForExitAsync(ct);

        var healthy = BecomeHealthyAsync(ct);
        if (await Task.WhenAny(healthy, ended) == healthy)
        {
            await healthy;
            foreach (var callback in project.WhenReady) await callback(project, new(project), ct);
            _ready.SetResult();
        }

        await ended;
        throw new CannotStartException(
            $"The service '{project.Name}' ended with exit code {process.ExitCode}, and everything with it; its output above says why: {LastWords(process)}");
    }

    public async Task StopAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
    }

    /// <summary>What an unhandled exception said, else the last line that is no stack frame.</summary>
    private static string LastWords(ChildProcess process)
    {
        const string Unhandled = "Unhandled exception. ";
        var lines = process.LastLines;

        return lines.FirstOrDefault(line => line.StartsWith(Unhandled, StringComparison.Ordinal)) is { } exception
            ? exception[(exception.IndexOf(": ", StringComparison.Ordinal) + 2)..]
            : lines.LastOrDefault(line => line.Length > 0 && !line.StartsWith("   at ", StringComparison.Ordinal)) ?? "nothing.";
    }

    private ChildCommand Describe() => new(project.Project.Executable)
    {
        WorkingDirectory = project.Project.Folder,
        Configure = environment =>
        {
            foreach (var (name, value) in project.Project.Environment) environment[name] = value;
            foreach (var (name, value) in project.Environment) environment[name] = value();
            environment["ASPNETCORE_URLS"] = new EndpointReference(project).ToString();
        },
    };

    private async Task BecomeHealthyAsync(CancellationToken ct)
    {
        if (project.HealthPath is not { } path) return;

        var answer = "does not answer";
        for (var deadline = TimeProvider.System.GetUtcNow() + Patience; TimeProvider.System.GetUtcNow() < deadline;)
        {
            try
            {
                using var response = await Http.GetAsync(new Uri(new EndpointReference(project) + path), ct);
                if (response.StatusCode is HttpStatusCode.OK) return;
                answer = $"answers {(int)response.StatusCode}";
            }
            catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !ct.IsCancellationRequested))
            {
                // It does not listen yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), ct);
        }

        throw new CannotStartException(
            $"The service '{project.Name}' was not ready after {Patience.TotalSeconds:0} seconds, so everything was stopped: its {path} {answer}.");
    }
}
