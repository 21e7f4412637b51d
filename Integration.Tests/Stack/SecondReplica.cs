using AppHost.Embedded;
using Integration.Api.Connections;
using Integration.Api.Data;
using Integration.Api.Exports;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Integration.Tests.Stack;

/// <summary>One more API on the database and the Redis of the stack, from which Redis can be taken away. It leaves the queue to the other one.</summary>
public sealed class SecondReplica : IAsyncLifetime
{
    private readonly StackFixture _stack;
    private readonly FreezableProxy _proxy;
    private RunningService<IntegrationDbContext>? _api;

    public SecondReplica(StackFixture stack)
    {
        _stack = stack;
        _proxy = new(stack.Redis.Port);
    }

    /// <summary>As the host product's backend calls it.</summary>
    public HttpClient Platform { get; private set; } = null!;

    /// <summary>The Redis of both, as it really is.</summary>
    public IDatabase Redis { get; private set; } = null!;

    internal HeardStatements Heard { get; } = new();

    internal IServiceProvider Services => _api!.Services;

    public async ValueTask InitializeAsync()
    {
        Redis = (await ConnectionMultiplexer.ConnectAsync(_stack.Redis.ConnectionString)).GetDatabase();
        var port = LoopbackPort.Free();
        var settings = _stack.ApiSettings(port, _stack.Ui.Port);
        settings["ConnectionStrings:redis"] = _stack.Redis.ConnectionString.Replace($":{_stack.Redis.Port}", $":{_proxy.Port}", StringComparison.Ordinal);
        _api = new(port, settings, configure: host => host.ConfigureTestServices(services =>
        {
            services.Remove(services.Single(service => service.ImplementationType == typeof(ExportWorker)));
            services.ConfigureDbContext<IntegrationDbContext>(options => options.AddInterceptors(Heard));
        }));
        Platform = StackFixture.PlatformClient(_api.Url);
    }

    /// <summary>The tokens of a process that has just started: it remembers none, and has not found Redis away.</summary>
    internal AccessTokens NewProcess() => ActivatorUtilities.CreateInstance<AccessTokens>(
        Services, ActivatorUtilities.CreateInstance<TokenCache>(Services, ActivatorUtilities.CreateInstance<BriefRedis>(Services)));

    /// <summary>Calls the App API of this one, on behalf of a member.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string member, HttpContent? body, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Add("On-Behalf-Of", member);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return await Platform.SendAsync(request);
    }

    /// <summary>Does something while Redis is gone, or hangs.</summary>
    public async Task WithoutRedisAsync(bool hangs, Func<Task> act)
    {
        if (hangs) _proxy.Freeze(); else _proxy.Close();
        try
        {
            await act();
        }
        finally
        {
            _proxy.Open();
            var redis = Services.GetRequiredService<BriefRedis>();
            await EventuallyAsync.TrueAsync(
                () => redis.AskAsync(async database => await database.PingAsync() >= TimeSpan.Zero), "Redis is back, and asked again");
        }
    }

    public async ValueTask DisposeAsync()
    {
        Platform?.Dispose();
        if (_api is not null) await _api.DisposeAsync();
        if (Redis is not null) await Redis.Multiplexer.DisposeAsync();
        _proxy.Dispose();
    }
}
