using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.StackExchangeRedis;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace ServiceDefaults;

/// <summary>
/// The data-protection keys behind the sign-in cookie and every stored secret. One service makes them, in Postgres, and
/// publishes them to Redis; the others read them there. With two makers and a flushed Redis, the services would stop
/// reading each other's cookies.
/// </summary>
public static class Keys
{
    /// <summary>Both sides must name the same application, else their keys protect for different purposes.</summary>
    private const string ApplicationName = "headhuntr-lever";

    /// <summary>The Redis list that holds the published keys, one XML element each.</summary>
    internal static readonly RedisKey Published = "headhuntr-lever:data-protection-keys";

    /// <summary>For the one service that makes and rotates the keys.</summary>
    public static void AddIntegrationKeyMaker<TContext>(this IHostApplicationBuilder builder)
        where TContext : DbContext, IDataProtectionKeyContext
    {
        builder.AddKeys().PersistKeysToDbContext<TContext>();
        builder.Services.AddHostedService<KeyPublisher<TContext>>();
    }

    /// <summary>For a service that only reads the keys; it is not ready until it sees one.</summary>
    public static void AddIntegrationKeys(this IHostApplicationBuilder builder)
    {
        builder.AddKeys().DisableAutomaticKeyGeneration();
        builder.Services.AddOptions<KeyManagementOptions>().Configure<IConnectionMultiplexer>((options, redis) =>
            options.XmlRepository = new RedisXmlRepository(() => redis.GetDatabase(), Published));
        builder.Services.AddHealthChecks().AddCheck<HasKey>("keys");
    }

    private static IDataProtectionBuilder AddKeys(this IHostApplicationBuilder builder)
    {
        var keys = builder.Services.AddDataProtection().SetApplicationName(ApplicationName);
        builder.Services.AddRereadingKeys();
        return keys;
    }

    private sealed class HasKey(IDataProtectionProvider protection) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                protection.CreateProtector("ready").Protect([1]);
                return Task.FromResult(HealthCheckResult.Healthy());
            }
            catch (Exception e) when (e is System.Security.Cryptography.CryptographicException or RedisException or InvalidOperationException)
            {
                return Task.FromResult(HealthCheckResult.Unhealthy("No data-protection key has been published yet."));
            }
        }
    }
}
