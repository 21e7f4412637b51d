using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
#if !ASPIRE
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
        builder.RequireConnectionString(Name);
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

    /// <summary>Stops the start, with a sentence that names the setting, when a connection string is missing.</summary>
    internal static void RequireConnectionString(this IHostApplicationBuilder builder, string name)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration.GetConnectionString(name)))
            throw new InvalidOperationException($"Set ConnectionStrings__{name}: it is missing or empty.");
    }
}
