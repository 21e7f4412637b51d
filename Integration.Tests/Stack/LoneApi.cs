using System.Net.Http.Json;
using AppHost.Embedded;
using Integration.Api.Connections;
using Integration.Api.Data;
using Integration.Api.Exports;
using Integration.Tests.Sandbox;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Integration.Tests.Stack;

/// <summary>
/// An API on a database of its own, with one connected account in it, whose queue nobody works on by itself unless asked: for tests that do
/// the work step by step, put something else in Lever's place, or listen to all that it says.
/// </summary>
internal sealed class LoneApi : IAsyncDisposable
{
    public const string Account = "lone";

    private readonly RunningService<IntegrationDbContext> _api;
    private readonly HttpClient _platform;

    private LoneApi(RunningService<IntegrationDbContext> api, SandboxOrganisation lever)
    {
        (_api, Lever) = (api, lever);
        _platform = StackFixture.PlatformClient(api.Url);
    }

    public SandboxOrganisation Lever { get; }

    public IServiceProvider Services => _api.Services;

    /// <summary>As the host product's backend calls it.</summary>
    public HttpClient Platform => _platform;

    public static async Task<LoneApi> StartAsync(
        StackFixture stack, IReadOnlyDictionary<string, string> settings, Action<IServiceCollection>? configure = null, bool works = false)
    {
        var port = LoopbackPort.Free();
        var all = stack.ApiSettings(port, stack.Ui.Port);
        // Many of them share one server, each with a pool of its own that outlives it.
        all["ConnectionStrings:leverdb"] = new NpgsqlConnectionStringBuilder(stack.DatabaseConnection)
        {
            Database = $"lone_{Guid.NewGuid():N}",
            MaxPoolSize = 30,
            ConnectionIdleLifetime = 10,
        }.ConnectionString;
        foreach (var (key, value) in settings) all[key] = value;
        var api = new LoneApi(
            new(port, all, configure: host => host.ConfigureTestServices(services =>
            {
                if (!works) services.Remove(services.Single(service => service.ImplementationType == typeof(ExportWorker)));
                configure?.Invoke(services);
            })),
            await stack.Sandbox.CreateOrganisationAsync());
        await api.ConnectAsync();
        return api;
    }

    /// <summary>Calls the App API on behalf of the account's only member, a mapped admin.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string route, object? body = null)
    {
        using var request = new HttpRequestMessage(method, $"/accounts/{Account}/{route}");
        request.Headers.Add("On-Behalf-Of", "ada");
        if (body is not null) request.Content = JsonContent.Create(body);
        return await _platform.SendAsync(request);
    }

    public Task<HttpResponseMessage> PushAsync(IEnumerable<object> candidates) =>
        _platform.PostAsJsonAsync($"/platform/accounts/{Account}/candidates", candidates);

    /// <summary>One more of a worker that would come again after an hour; it is at work until it is disposed of.</summary>
    public async Task<TWorker> StartAsync<TWorker>() where TWorker : BackgroundService
    {
        var worker = ActivatorUtilities.CreateInstance<TWorker>(Services);
        await worker.StartAsync(CancellationToken.None);
        return worker;
    }

    public async Task SqlAsync(string sql)
    {
        await using var scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IntegrationDbContext>().Database.ExecuteSqlRawAsync(sql);
    }

    public async ValueTask DisposeAsync()
    {
        _platform.Dispose();
        await _api.DisposeAsync();
    }

    /// <summary>As after the callback and the user mapping, which have their own tests.</summary>
    private async Task ConnectAsync()
    {
        await _platform.PutAsJsonAsync($"/platform/accounts/{Account}", new { name = "A company" });
        await _platform.PutAsJsonAsync($"/platform/accounts/{Account}/members/ada", new { name = "Ada", email = Lever.SuperAdmin.Email, role = "admin" });

        var given = await Lever.TokensAsync();
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IntegrationDbContext>();
        var tokens = scope.ServiceProvider.GetRequiredService<AccessTokens>();
        var (now, access, refresh) = (DateTimeOffset.UtcNow, tokens.Protect(Account, given.AccessToken), tokens.Protect(Account, given.RefreshToken!));
        await db.Connections.Where(found => found.AccountId == Account).ExecuteUpdateAsync(set => set
            .SetProperty(found => found.Status, ConnectionStatus.Active).SetProperty(found => found.LeverAccountId, Lever.Id)
            .SetProperty(found => found.ActivatedAt, now).SetProperty(found => found.AccessToken, access).SetProperty(found => found.RefreshToken, refresh)
            .SetProperty(found => found.TokensGivenAt, now).SetProperty(found => found.AccessTokenExpiresAt, now.AddHours(1)));
        db.UserMappings.Add(new()
        {
            AccountId = Account,
            MemberId = "ada",
            LeverUserId = Lever.SuperAdmin.Id,
            LeverEmail = Lever.SuperAdmin.Email,
            LeverName = "Ada",
            AccessRole = "super admin",
            Active = true,
        });
        await db.SaveChangesAsync();
    }
}
