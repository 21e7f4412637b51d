using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace ServiceDefaults;

/// <summary>The connection to Redis, which may vanish at any moment: what it holds can be made again.</summary>
public static class Redis
{
    /// <summary>The name of its connection string: <c>ConnectionStrings__redis</c>.</summary>
    public const string Name = "redis";

    /// <summary>
    /// Registers an <see cref="IConnectionMultiplexer"/> that connects when it can. Without Redis a service is degraded,
    /// not unhealthy, and a command fails at once instead of waiting in a backlog.
    /// </summary>
    public static void AddIntegrationRedis(this IHostApplicationBuilder builder)
    {
        builder.AddRedisClient(Name, settings => settings.DisableHealthChecks = true, Configure);
        builder.Services.AddHealthChecks().AddRedis(
            services => services.GetRequiredService<IConnectionMultiplexer>(),
            name: "redis",
            failureStatus: HealthStatus.Degraded,
            timeout: TimeSpan.FromSeconds(2));
    }

    private static void Configure(ConfigurationOptions options)
    {
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ConnectTimeout = 2_000;
        options.AsyncTimeout = 1_000;
        options.SyncTimeout = 1_000;
    }
}
