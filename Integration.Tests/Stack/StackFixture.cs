using System.Net;
using Alba;
using AppHost.Embedded;
using Integration.Api.Data;
using Integration.Tests.Sandbox;
using Integration.Tests.Stack;
using Integration.Ui;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(StackFixture))]

namespace Integration.Tests.Stack;

/// <summary>
/// A sandboxed Lever, the API and the UI on free loopback ports, on a Postgres and a Redis of their own, started once for the whole
/// run. Nothing is reset: each test works in an account of its own, with a Lever organisation of its own, so tests run side by side.
/// </summary>
public sealed class StackFixture : IAsyncLifetime
{
    /// <summary>The host product's key in this stack: another one in each run, for none that is written down is good for Production.</summary>
    public static readonly string PlatformKey = $"key-{Guid.NewGuid():N}";

    private RunningSandbox? _sandbox;
    private RunningService<IntegrationDbContext>? _api;
    private RunningService<IntegrationApi>? _ui;
    private ScenarioHost? _scenarios;

    public EmbeddedPostgres Postgres { get; private set; } = null!;

    public EmbeddedRedis Redis { get; private set; } = null!;

    public RunningSandbox Sandbox => _sandbox!;

    public Uri Api => _api!.Url;

    public Uri Ui => _ui!.Url;

    public IServiceProvider ApiServices => _api!.Services;

    public IServiceProvider UiServices => _ui!.Services;

    /// <summary>The API as the host product's backend calls it.</summary>
    public HttpClient Platform { get; private set; } = null!;

    public string DatabaseConnection => Postgres.ConnectionString("leverdb");

    public async ValueTask InitializeAsync()
    {
        Postgres = await EmbeddedPostgres.StartAsync(
            Path.Combine(Path.GetTempPath(), $"headhuntr-tests-{Guid.NewGuid():N}"), new() { IsTemporary = true });
        Redis = EmbeddedRedis.Start();
        _sandbox = new(("Sandbox:RequestsPerSecond", "100000"), ("Sandbox:Burst", "100000"));

        var (api, ui) = (LoopbackPort.Free(), LoopbackPort.Free());
        _api = new(api, ApiSettings(api, ui));
        _ui = new(ui, UiSettings(api, ui));
        Platform = PlatformClient(Api);
        _scenarios = await ScenarioHost.StartAsync(Api);
        await EventuallyAsync.TrueAsync(async () =>
            (await Platform.GetAsync(new Uri(Ui, "/health"))).StatusCode == HttpStatusCode.OK, "the UI is ready");
    }

    /// <summary>One request to the API and what it is to answer, 200 unless the scenario says otherwise; who asks is nobody unless it says so.</summary>
    public Task<IScenarioResult> ScenarioAsync(Action<Scenario> scenario) => _scenarios!.RunAsync(scenario);

    /// <summary>What the API of this stack is given; a test that starts one more changes some of it.</summary>
    public Dictionary<string, string> ApiSettings(int api, int ui) => new()
    {
        ["ConnectionStrings:leverdb"] = DatabaseConnection,
        ["ConnectionStrings:redis"] = Redis.ConnectionString,
        ["PublicUrls:Api"] = $"http://localhost:{api}",
        ["PublicUrls:Ui"] = $"http://localhost:{ui}",
        ["Lever:ApiUrl"] = $"{Sandbox.Url}v1/",
        ["Lever:AuthUrl"] = Sandbox.Url.ToString(),
        ["Lever:Audience"] = $"{Sandbox.Url}v1/",
        ["Lever:ClientId"] = "sandbox",
        ["Lever:ClientSecret"] = "sandbox-secret",
        // Wide, so that tests are quick; a test about the rate narrows the sandbox's.
        ["Lever:RequestsPerSecond"] = "1000",
        ["Lever:Burst"] = "1000",
        ["Lever:Deadline"] = "00:00:02",
        ["Platform:ApiKey"] = PlatformKey,
        ["Exports:Deadline"] = "00:00:02",
        ["Exports:Lease"] = "00:00:03",
        ["Exports:Settle"] = "00:00:02.5",
        ["Exports:FirstLook"] = "00:00:00.050",
        ["Exports:Poll"] = "00:00:00.050",
    };

    public Dictionary<string, string> UiSettings(int api, int ui) => new()
    {
        ["ConnectionStrings:redis"] = Redis.ConnectionString,
        ["services:api:http:0"] = $"http://localhost:{api}",
        // As published: what development reads anew at each change is not compressed.
        ["ReloadStaticAssetsAtRuntime"] = "false",
        ["PublicUrls:Api"] = $"http://localhost:{api}",
        ["PublicUrls:Ui"] = $"http://localhost:{ui}",
    };

    /// <summary>A new account with an admin, a recruiter and an unmapped recruiter, not connected yet.</summary>
    public async Task<TestAccount> CreateAccountAsync()
    {
        var account = new TestAccount(this, $"account-{Guid.NewGuid():N}", await Sandbox.CreateOrganisationAsync());
        await account.CreateAsync();
        return account;
    }

    /// <summary>A new account whose connection is active, with its admin and its recruiter mapped.</summary>
    public async Task<TestAccount> ActiveAccountAsync()
    {
        var account = await CreateAccountAsync();
        await account.ConnectAsync();
        await account.MapAsync(account.Admin, account.Lever.SuperAdmin.Email);
        await account.MapAsync(account.Recruiter, account.Lever.User("team member").Email);
        await account.ActivateAsync();
        return account;
    }

    /// <summary>Changes what the API has stored, for what cannot be waited for, such as a year.</summary>
    public async Task SqlAsync(string sql)
    {
        await using var scope = ApiServices.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IntegrationDbContext>().Database.ExecuteSqlRawAsync(sql);
    }

    /// <summary>The only value, named "Value", that a query finds.</summary>
    public async Task<T> SqlAsync<T>(string sql)
    {
        await using var scope = ApiServices.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IntegrationDbContext>().Database.SqlQueryRaw<T>(sql).SingleAsync();
    }

    public static HttpClient PlatformClient(Uri api) => new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        BaseAddress = api,
        DefaultRequestHeaders = { Authorization = new("Bearer", PlatformKey) },
    };

    public async ValueTask DisposeAsync()
    {
        Platform?.Dispose();
        if (_scenarios is not null) await _scenarios.DisposeAsync();
        if (_ui is not null) await _ui.DisposeAsync();
        if (_api is not null) await _api.DisposeAsync();
        if (_sandbox is not null) await _sandbox.DisposeAsync();
        Redis?.Dispose();
        if (Postgres is not null) await Postgres.DisposeAsync();
    }
}
