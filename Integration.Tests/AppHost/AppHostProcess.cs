using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using AppHost.Embedded;
using Integration.Tests.Stack;

namespace Integration.Tests.AppHost;

/// <summary>The AppHost as a developer starts it, on free ports and with a data folder of its own.</summary>
internal sealed class AppHostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly ConcurrentQueue<string> _lines = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly Process _process;

    private AppHostProcess(string dataFolder, ProcessStartInfo start)
    {
        DataFolder = dataFolder;
        _process = new() { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Read(e.Data);
        _process.ErrorDataReceived += (_, e) => Read(e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string DataFolder { get; }

    public required int Ui { get; init; }

    public required int Api { get; init; }

    public required int Lever { get; init; }

    public string Output => string.Join('\n', _lines);

    /// <summary>What it said itself, without its services.</summary>
    public IEnumerable<string> Sentences => _lines.Where(line => line.Length > 0 && !line.Contains(" | ", StringComparison.Ordinal));

    public int ExitCode => _process.ExitCode;

    public int Id => _process.Id;

    public static AppHostProcess Start(
        string dataFolder, string[]? arguments = null, (int Ui, int Api, int Lever)? ports = null,
        Func<ProcessStartInfo, ProcessStartInfo>? change = null)
    {
        var (ui, api, lever) = ports ?? (LoopbackPort.Free(), LoopbackPort.Free(), LoopbackPort.Free());
        var start = new ProcessStartInfo(BuiltOutput.Executable, [$"--DataFolder={dataFolder}", $"--Ports:Ui={ui}", $"--Ports:Api={api}", $"--Ports:Lever={lever}", .. arguments ?? []])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new(dataFolder, ResetSignals(change?.Invoke(start) ?? start)) { Ui = ui, Api = api, Lever = lever };
    }

    /// <summary>Returns when it says that everything answers.</summary>
    public async Task<AppHostProcess> ReadyAsync()
    {
        await Task.WhenAny(_ready.Task, _process.WaitForExitAsync(TestContext.Current.CancellationToken)).WaitAsync(Patience);
        Assert.True(_ready.Task.IsCompleted, Output);
        return this;
    }

    /// <summary>Returns when it has ended, by itself or after a signal, and nothing of it is left.</summary>
    public async Task<AppHostProcess> EndedAsync(string? signal = null)
    {
        if (signal is not null) await SignalAsync(signal, Id);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        await EventuallyAsync.GetAsync(LeftoversAsync, left => left.Count == 0, "nothing of the AppHost is left");
        return this;
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

    /// <summary>The process of one of the services.</summary>
    public async Task<int> ServiceAsync(string project)
    {
        var (_, processes) = await ChildProcess.RunAsync(new("ps", "-eo", "pid=,ppid=,args="));
        var all = processes.Split('\n').Select(line => line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToList();
        var guards = all.Where(one => one[1] == $"{Id}").Select(one => one[0]).ToHashSet();
        return int.Parse(all.Single(one => guards.Contains(one[1]) && one[2].EndsWith($"/{project}", StringComparison.Ordinal) && !one[2].Contains(' '))[0], CultureInfo.InvariantCulture);
    }

    public async Task<HttpStatusCode> GetAsync(int port, string path)
    {
        using var response = await _http.GetAsync(new Uri($"http://localhost:{port}{path}"), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    public static async Task SignalAsync(string signal, int process)
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

    /// <summary>Processes that speak of its data folder, which Postgres and its guard do, and ports that still answer.</summary>
    private async Task<List<string>> LeftoversAsync()
    {
        var (_, processes) = await ChildProcess.RunAsync(new("ps", "-eo", "pid=,args="));
        var folder = Path.GetFileName(DataFolder);
        return
        [
            .. processes.Split('\n').Where(line => line.Contains(folder, StringComparison.Ordinal)),
            .. new[] { Ui, Api, Lever }.Where(IsOpen).Select(port => $"port {port}"),
        ];
    }

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

    private void Read(string? line)
    {
        if (line is null) return;

        _lines.Enqueue(line);
        if (line.Contains("Ctrl-C stops", StringComparison.Ordinal)) _ready.TrySetResult();
    }
}
