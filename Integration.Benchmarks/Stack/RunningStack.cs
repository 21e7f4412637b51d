using AppHost.Embedded;

namespace Integration.Benchmarks.Stack;

/// <summary>What a measurement or a proof changes of the stack.</summary>
internal sealed record StackOptions
{
    /// <summary>How many API processes share the database.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>Settings of Integration.Api beyond those that join it to the stack.</summary>
    public IReadOnlyDictionary<string, string> Api { get; init; } = new Dictionary<string, string>();

    /// <summary>True: the API runs in processes of this project, where a proof can see its steps from within.</summary>
    public bool IsWatched { get; init; }

    /// <summary>Settings of Lever.Sandbox; by itself it has Lever's own rate.</summary>
    public IReadOnlyDictionary<string, string> Sandbox { get; init; } = new Dictionary<string, string>();

    /// <summary>False: commits are not forced to disk, which is quicker and tells nothing about speed.</summary>
    public bool IsDurable { get; init; } = true;
}

/// <summary>
/// A Postgres and a Redis of its own, a sandboxed Lever, the UI, and any number of API processes, on free loopback ports. Nothing of it
/// outlives this process.
/// </summary>
internal sealed class RunningStack : IAsyncDisposable
{
    private static readonly string PlatformKey = $"key-{Guid.NewGuid():N}";

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly string _dataRoot = Path.Combine(Path.GetTempPath(), $"headhuntr-benchmarks-{Guid.NewGuid():N}");
    private readonly StackOptions _options;
    private Uri? _inProcess;
    private int _calls;

    private RunningStack(StackOptions options) => _options = options;

    public EmbeddedPostgres Postgres { get; private set; } = null!;

    public EmbeddedRedis Redis { get; private set; } = null!;

    public ServiceProcess Sandbox { get; private set; } = null!;

    public ServiceProcess Ui { get; private set; } = null!;

    public IReadOnlyList<ServiceProcess> Apis { get; private set; } = [];

    /// <summary>Of each of them: what is changed holds from its next start on.</summary>
    public IReadOnlyList<Dictionary<string, string>> ApiSettingsOf { get; private set; } = [];

    public string DatabaseConnection => Postgres.ConnectionString("leverdb");

    public static async Task<RunningStack> StartAsync(StackOptions? options = null)
    {
        var stack = new RunningStack(options ?? new());
        AppDomain.CurrentDomain.ProcessExit += stack.AtExit;
        try
        {
            await stack.StartAllAsync();
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    /// <summary>From now on calls go to an API that runs elsewhere.</summary>
    public void Redirect(Uri api) => _inProcess = api;

    /// <summary>Calls the API as the host product's backend does, at whichever replica runs; on behalf of a member, if one is named.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body = null, string? member = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(_inProcess ?? AnyApi(), path)) { Content = body };
        request.Headers.Authorization = new("Bearer", PlatformKey);
        if (member is not null) request.Headers.Add("On-Behalf-Of", member);
        return await _http.SendAsync(request);
    }

    /// <summary>Settings with which one more API joins this stack, wherever it runs.</summary>
    public Dictionary<string, string> ApiSettings(Uri url, Uri ui) => new(_options.Api)
    {
        ["ConnectionStrings:leverdb"] = DatabaseConnection,
        ["ConnectionStrings:redis"] = Redis.ConnectionString,
        ["PublicUrls:Api"] = Address(url),
        ["PublicUrls:Ui"] = Address(ui),
        ["Lever:ApiUrl"] = $"{Sandbox.Url}v1/",
        ["Lever:AuthUrl"] = $"{Sandbox.Url}",
        ["Lever:Audience"] = $"{Sandbox.Url}v1/",
        ["Lever:ClientId"] = "sandbox",
        ["Lever:ClientSecret"] = "sandbox-secret",
        ["Platform:ApiKey"] = PlatformKey,
    };

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= AtExit;
        _http.Dispose();
        foreach (var service in (ServiceProcess?[])[.. Apis, Ui, Sandbox])
            if (service is not null) await service.DisposeAsync();
        Redis?.Dispose();
        if (Postgres is null) return;

        await Postgres.DisposeAsync();
        foreach (var folder in (string[])[Path.GetDirectoryName(Postgres.DataFolder)!, _dataRoot])
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private async Task StartAllAsync()
    {
        Postgres = await EmbeddedPostgres.StartAsync(_dataRoot, new() { IsTemporary = !_options.IsDurable });
        await Postgres.CreateDatabaseAsync("leverdb");
        Redis = EmbeddedRedis.Start();
        Sandbox = new("Lever.Sandbox", _options.Sandbox);

        var addresses = new Dictionary<string, string>();
        // Development: outside it, a page's own files are where a published UI has them.
        Ui = new("Integration.Ui", addresses, "Development");
        ApiSettingsOf = [.. Enumerable.Range(0, _options.Replicas).Select(_ => new Dictionary<string, string>())];
        Apis = [.. ApiSettingsOf.Select(settings => new ServiceProcess(
            "Integration.Api", settings, host: _options.IsWatched ? typeof(RunningStack).Assembly.GetName().Name : null))];
        foreach (var settings in ApiSettingsOf)
            foreach (var (key, value) in ApiSettings(Apis[0].Url, Ui.Url)) settings[key] = value;
        addresses["ConnectionStrings:redis"] = Redis.ConnectionString;
        addresses["services:api:http:0"] = addresses["PublicUrls:Api"] = Address(Apis[0].Url);
        addresses["PublicUrls:Ui"] = Address(Ui.Url);

        await Task.WhenAll([Sandbox.StartAsync(), .. Apis.Select(api => api.StartAsync())]);
        await Ui.StartAsync();
    }

    private Uri AnyApi()
    {
        var running = Apis.Where(api => api.IsRunning).ToList();
        return running[Interlocked.Increment(ref _calls) % running.Count].Url;
    }

    private static string Address(Uri url) => url.GetLeftPart(UriPartial.Authority);

    private void AtExit(object? sender, EventArgs e) => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
