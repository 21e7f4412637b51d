using System.Diagnostics;

namespace AppHost.Embedded;

/// <summary>
/// A process that does not outlive this one, even when this one is killed: it runs under a small shell that waits on a
/// pipe which only this process holds, and stops it when the pipe closes.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // The shell ignores Ctrl-C and a closed terminal, which reach every process of the terminal at once: who stops
    // when is decided here. A child that does not stop within ten seconds is told in stronger words.
    private const string Guard =
        """
        trap '' INT HUP
        ask=$1 insist=$2; shift 2
        exec 3<&0 </dev/null
        "$@" 3<&- &
        child=$!
        (
          exec >/dev/null 2>&1
          while read -r _; do :; done <&3
          kill -"$ask" $child
          tries=0
          while [ $tries -lt 100 ]; do kill -0 $child || exit; sleep 0.1; tries=$((tries + 1)); done
          kill -"$insist" $child
        ) &
        watcher=$!
        exec 3<&-
        wait $child; code=$?
        kill $watcher 2>/dev/null
        exit $code
        """;

    private readonly Process _process;
    private readonly Queue<string> _lastLines = [];

    private ChildProcess(Process process, Action<string>? onLine)
    {
        _process = process;
        process.OutputDataReceived += (_, e) => Receive(e.Data, onLine);
        process.ErrorDataReceived += (_, e) => Receive(e.Data, onLine);
    }

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>The last lines that the child wrote, to say why it ended.</summary>
    public IReadOnlyList<string> LastLines
    {
        get
        {
            lock (_lastLines) return [.. _lastLines];
        }
    }

    public static ChildProcess Start(ChildCommand command, Action<string>? onLine = null)
    {
        WindowsJob.Join();

        var child = new ChildProcess(new Process { StartInfo = Describe(command) }, onLine);
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(ChildCommand command, CancellationToken ct = default)
    {
        var output = new List<string>();
        await using var child = Start(command, line =>
        {
            lock (output) output.Add(line);
        });
        await child.WaitForExitAsync(ct);
        return (child.ExitCode, string.Join('\n', output));
    }

    public Task WaitForExitAsync(CancellationToken ct = default) => _process.WaitForExitAsync(ct);

    /// <summary>Asks the child to stop, and returns when it has.</summary>
    public async Task StopAsync()
    {
        if (OperatingSystem.IsWindows())
        {
            if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        }
        else
        {
            _process.StandardInput.Close();
        }

        try
        {
            await _process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            // The shell was killed, or is stuck with its child: end what is still to be found.
            if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
    }

    private static ProcessStartInfo Describe(ChildCommand command)
    {
        string[] line = OperatingSystem.IsWindows()
            ? [command.File, .. command.Arguments]
            : [.. Shell(), "-c", Guard, "guard", command.AskToStop, command.MakeStop, command.File, .. command.Arguments];

        var start = new ProcessStartInfo(line[0], line[1..])
        {
            WorkingDirectory = command.WorkingDirectory ?? string.Empty,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        command.Configure?.Invoke(start.Environment);
        return start;
    }

    /// <summary>A shell apart from the terminal's own group of processes; where there is no setsid, its children are.</summary>
    private static string[] Shell() =>
        File.Exists("/usr/bin/setsid") ? ["/usr/bin/setsid", "/bin/sh"] : ["/bin/sh", "-m"];

    private void Receive(string? line, Action<string>? onLine)
    {
        if (line is null) return;

        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > 40) _lastLines.Dequeue();
        }

        onLine?.Invoke(line);
    }
}

/// <summary>What to run, and by which signals it stops.</summary>
public sealed record ChildCommand(string File, params string[] Arguments)
{
    public string? WorkingDirectory { get; init; }

    public Action<IDictionary<string, string?>>? Configure { get; init; }

    public string AskToStop { get; init; } = "TERM";

    public string MakeStop { get; init; } = "KILL";
}
