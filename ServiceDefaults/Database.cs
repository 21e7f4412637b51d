using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
#if !ASPIRE
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpenTelemetry.Trace;
#endif

namespace ServiceDefaults;

/// <summary>The connection to Postgres.</summary>
public static class Database
{
    /// <summary>The name of its connection string: <c>ConnectionStrings__leverdb</c>.</summary>
    public const string Name = "leverdb";

    /// <summary>
    /// Registers the context with its health check and telemetry. EF's own retries stay off: they refuse transactions
    /// that the code opens itself, and every piece of work here has its own way to be repeated.
    /// </summary>
    public static void AddIntegrationDatabase<TContext>(this IHostApplicationBuilder builder) where TContext : DbContext
    {
#if ASPIRE
        builder.AddNpgsqlDbContext<TContext>(
            Name, settings => settings.DisableRetry = true, options => options.UseSnakeCaseNamingConvention());
#else
        var connectionString = builder.Configuration.GetConnectionString(Name);
        builder.Services.AddDbContextPool<TContext>(options =>
            options.UseNpgsql(connectionString).UseSnakeCaseNamingConvention());
        builder.Services.AddHealthChecks().AddDbContextCheck<TContext>("postgres");
        builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddNpgsql());
#endif
    }
}
