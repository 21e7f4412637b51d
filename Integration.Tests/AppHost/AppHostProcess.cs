using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using AppHost.Embedded;
using Integration.Tests.Stack;

namespace Integration.Tests.AppHost;

/// <summary>The AppHost as a developer starts it, on free ports and with a data folder of its own.</summary>
internal sealed partial class AppHostProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _lines = [];
    private readonly ConcurrentQueue<string> _errors = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly Process _process;

    private AppHostProcess(ProcessStartInfo start)
    {
        _process = new() { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Read(e.Data, _lines);
        _process.ErrorDataReceived += (_, e) => Read(e.Data, _lines, _errors);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public required string DataFolder { get; init; }

    public required int Ui { get; init; }

    public required int Api { get; init; }

    public required int Lever { get; init; }

    public required int Dashboard { get; init; }

    public string Output => string.Join('\n', _lines);

    /// <summary>What it said itself, without what it and its services logged.</summary>
    public IEnumerable<string> Sentences => _lines.Where(line => line.Length > 0 && !LogLine().IsMatch(line));

    /// <summary>What it complained of, the reason why it ended last.</summary>
    public IEnumerable<string> Errors => _errors.Where(line => line.Length > 0);

    public int ExitCode => _process.ExitCode;

    public static AppHostProcess Start(
        string dataFolder, string[]? arguments = null, Func<ProcessStartInfo, ProcessStartInfo>? change = null, bool hasDashboard = false)
    {
        var (ui, api, lever, dashboard) = (LoopbackPort.Free(), LoopbackPort.Free(), LoopbackPort.Free(), LoopbackPort.Free());
        string[] all =
        [
            $"--Ports:Ui={ui}", $"--Ports:Api={api}", $"--Ports:Lever={lever}", $"--Ports:Dashboard={dashboard}",
            "--no-containers", .. hasDashboard ? Array.Empty<string>() : ["--no-dashboard"], .. arguments ?? [],
        ];
        var start = new ProcessStartInfo(BuiltOutput.Executable, all)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.Combine(BuiltOutput.Solution, "AppHost"), // as by dotnet run: its settings are there
            Environment = { [StartedProcesses.Setting] = dataFolder },
        };
        return new(ResetSignals(change?.Invoke(start) ?? start)) { DataFolder = dataFolder, Ui = ui, Api = api, Lever = lever, Dashboard = dashboard };
    }

    /// <summary>Returns when it says that everything answers.</summary>
    public async Task<AppHostProcess> ReadyAsync()
    {
        await Task.WhenAny(_ready.Task, _process.WaitForExitAsync(TestContext.Current.CancellationToken)).WaitAsync(StartPatience);
        Assert.True(_ready.Task.IsCompleted, Output);
        return this;
    }

    /// <summary>Returns when it has ended, by itself or after a signal, and nothing of it is left.</summary>
    public async Task<AppHostProcess> EndedAsync(string? signal = null)
    {
        if (signal is not null) await SignalAsync(signal, _process.Id);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(EndPatience);
        await EventuallyAsync.GetAsync(LeftoversAsync, left => left.Length == 0, "nothing of the AppHost is left");
        return this;
    }

    /// <summary>Returns when it has ended by itself, with this reason as its last words.</summary>
    public async Task RefusedAsync(string why)
    {
        await EndedAsync();
        Assert.Equal(1, ExitCode);
        Assert.Contains(why, Errors.Last(), StringComparison.Ordinal);
    }

    /// <summary>Puts an account by the platform API: created the first time, there already the next.</summary>
    public async Task<HttpStatusCode> PutAccountAsync(string account) =>
        (await SendAsync(HttpMethod.Put, $"/platform/accounts/{account}", """{"name":"Kept"}""")).StatusCode;

    /// <summary>Where an admin is sent to give consent.</summary>
    public async Task<string> AuthorizeUrlAsync()
    {
        await PutAccountAsync("one");
        await SendAsync(HttpMethod.Put, "/platform/accounts/one/members/ada", """{"name":"Ada","email":"ada@one.example","role":"admin"}""");
        using var answer = await SendAsync(HttpMethod.Post, "/accounts/one/connection/authorize", "{}", member: "ada");
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("authorizeUrl").GetString()!;
    }

    /// <summary>Ends one of its services or servers as nobody should.</summary>
    public async Task KillAsync(string program)
    {
        var processes = await StartedProcesses.OfAsync(DataFolder);
        await SignalAsync("KILL", processes.Single(process => process.Program.EndsWith($"/{program}", StringComparison.Ordinal)).Id);
    }

    public async Task<HttpStatusCode> GetAsync(int port, string path)
    {
        using var response = await GetAsync(new Uri($"http://localhost:{port}{path}"));
        return response.StatusCode;
    }

    public Task<HttpResponseMessage> GetAsync(Uri address) => _http.GetAsync(address, TestContext.Current.CancellationToken);

    private static async Task SignalAsync(string signal, int process)
    {
        var (code, output) = await ChildProcess.RunAsync(new("kill", $"-{signal}", $"{process}"));
        Assert.True(code == 0, output);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited) await EndedAsync("TERM");
        _process.Dispose();
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string json, string? member = null)
    {
        var request = new HttpRequestMessage(method, $"http://localhost:{Api}{path}")
        {
            Content = new StringContent(json, new MediaTypeHeaderValue("application/json")),
            Headers = { Authorization = new("Bearer", "development-key") },
        };
        if (member is not null) request.Headers.Add("On-Behalf-Of", member);
        return _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Its processes, and its ports that still answer.</summary>
    private async Task<string> LeftoversAsync() => string.Join(
        ", ",
        [
            .. from process in await StartedProcesses.OfAsync(DataFolder) select $"{process.Program} ({process.Id})",
            .. from port in new[] { Ui, Api, Lever, Dashboard } where IsOpen(port) select $"port {port}",
        ]);

    private static bool IsOpen(int port)
    {
        using var client = new TcpClient();
        try
        {
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>A test run in the background hands an ignored Ctrl-C on to its children; a terminal does not.</summary>
    private static ProcessStartInfo ResetSignals(ProcessStartInfo start)
    {
        if (!OperatingSystem.IsLinux()) return start;

        start.ArgumentList.Insert(0, start.FileName);
        start.ArgumentList.Insert(0, "--default-signal=INT");
        start.FileName = "env";
        return start;
    }

    private void Read(string? line, params ConcurrentQueue<string>[] into)
    {
        if (line is null) return;

        foreach (var queue in into) queue.Enqueue(line);
        if (line.Contains("Ctrl-C stops", StringComparison.Ordinal)) _ready.TrySetResult();
    }

    /// <summary>A line of a service after its name, or one of the console's logger: the level and category, and below them the message.</summary>
    [GeneratedRegex(@"^\S+ +\| |^(trce|dbug|info|warn|fail|crit): |^ {6}")]
    private static partial Regex LogLine();
}
