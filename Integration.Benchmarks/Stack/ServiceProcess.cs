using System.Diagnostics;
using System.Globalization;
using AppHost.Embedded;

namespace Integration.Benchmarks.Stack;

/// <summary>One of the services as a process of its own, on a loopback port: it can be killed at any moment, and started again.</summary>
/// <param name="settings">Looked at when it starts: what is changed meanwhile holds from the next start on.</param>
/// <param name="host">The project whose executable it is, when not its own; it is told the project's name.</param>
internal sealed class ServiceProcess(
    string project, IReadOnlyDictionary<string, string> settings, string environment = "Production", string? host = null) : IAsyncDisposable
{
    // artifacts/bin/Integration.Benchmarks/release
    private static readonly string Own = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private ChildProcess? _child;
    private int _id;

    public Uri Url { get; } = new($"http://localhost:{LoopbackPort.Free()}");

    public bool IsRunning => _child is { HasExited: false };

    /// <summary>Starts it, after an end or for the first time, and returns when it is ready.</summary>
    /// <param name="isReady">False for one that may end before it is.</param>
    public async Task StartAsync(bool isReady = true)
    {
        await DisposeAsync();

        var said = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _child = ChildProcess.Start(Command(), line =>
        {
            // The shell says its id, and then becomes the service.
            if (!said.Task.IsCompleted && int.TryParse(line, CultureInfo.InvariantCulture, out var id)) said.SetResult(id);
        });
        if (!OperatingSystem.IsWindows()) _id = await said.Task.WaitAsync(Patience);
        if (isReady) await ReadyAsync(_child);
    }

    /// <summary>Returns when it has ended by itself, for whatever reason.</summary>
    public Task EndedAsync(TimeSpan most) => _child?.WaitForExitAsync().WaitAsync(most) ?? Task.CompletedTask;

    /// <summary>Whether it was suspended.</summary>
    public async Task<bool> IsSuspendedAsync() =>
        (await ChildProcess.RunAsync(new("ps", "-o", "stat=", "-p", $"{_id}"))).Output.StartsWith('T');

    /// <summary>Ends it at this instant, without a word to it: SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (_child is not { HasExited: false } child) return;

        if (OperatingSystem.IsWindows())
        {
            await child.StopAsync();
            return;
        }

        using (var process = Process.GetProcessById(_id)) process.Kill();
        await child.WaitForExitAsync();
    }

    /// <summary>Sends a signal, such as STOP or CONT.</summary>
    public async Task SignalAsync(string signal)
    {
        var (code, output) = await ChildProcess.RunAsync(new("kill", $"-{signal}", $"{_id}"));
        if (code != 0) throw new InvalidOperationException($"{project} could not be sent {signal}: {output}");
    }

    /// <summary>Asks it to stop.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_child is not null) await _child.DisposeAsync();
        _child = null;
    }

    private ChildCommand Command()
    {
        var executable = Path.GetFullPath($"../../{host ?? project}/{Path.GetFileName(Own)}/{host ?? project}", Own);
        string[] arguments = host is null ? [] : [project];
        var command = OperatingSystem.IsWindows()
            ? new ChildCommand(executable + ".exe", arguments)
            : new ChildCommand("/bin/sh", ["-c", "echo $$; exec \"$0\" \"$@\"", executable, .. arguments]);
        return command with
        {
            WorkingDirectory = Path.GetFullPath($"../../../../{project}", Own),
            Configure = variables =>
            {
                variables["ASPNETCORE_ENVIRONMENT"] = environment;
                variables["ASPNETCORE_URLS"] = $"http://127.0.0.1:{Url.Port}";
                variables["Logging__LogLevel__Default"] = "Warning";
                foreach (var (key, value) in settings) variables[key.Replace(":", "__", StringComparison.Ordinal)] = value;
            },
        };
    }

    private async Task ReadyAsync(ChildProcess child)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            if (child.HasExited || Stopwatch.GetElapsedTime(start) > Patience)
                throw new InvalidOperationException($"{project} did not become ready:\n{string.Join('\n', child.LastLines)}");
            try
            {
                using var answer = await http.GetAsync(new Uri(Url, "/health"));
                if (answer.IsSuccessStatusCode) return;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                // Not listening yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }
}
