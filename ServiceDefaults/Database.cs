using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ServiceDefaults;

/// <summary>The connection to Postgres.</summary>
public static class Database
{
    /// <summary>The name of its connection string: <c>ConnectionStrings__leverdb</c>.</summary>
    public const string Name = "leverdb";

    /// <summary>So many connections a process opens unless its connection string says otherwise: two fit into what Postgres allows as installed, 100.</summary>
    private const int MostConnections = 40;

    /// <summary>
    /// Registers the context with its health check and telemetry. EF's own retries stay off: they refuse transactions
    /// that the code opens itself, and every piece of work here has its own way to be repeated.
    /// </summary>
    public static void AddIntegrationDatabase<TContext>(this IHostApplicationBuilder builder) where TContext : DbContext
    {
        builder.AddNpgsqlDbContext<TContext>(Name, settings => settings.DisableRetry = true, Configure);
    }

    /// <summary>A command that fails is told by who handles its exception: many are races that the database decides, and no errors.</summary>
    private static void Configure(DbContextOptionsBuilder options) => options
        .UseNpgsql(npgsql => npgsql.ConfigureDataSource(builder =>
        {
            LimitConnections(builder.ConnectionStringBuilder);
            EndSilentTransactions(builder);
        }))
        .UseSnakeCaseNamingConvention()
        .ConfigureWarnings(warnings => warnings.Log(
            (RelationalEventId.CommandError, LogLevel.Debug), (CoreEventId.SaveChangesFailed, LogLevel.Debug)));

    /// <summary>Who finds all of them in use waits for one: to be refused by Postgres would be worse, for others too.</summary>
    private static void LimitConnections(NpgsqlConnectionStringBuilder connection)
    {
        if (!connection.ShouldSerialize("Maximum Pool Size")) connection.MaxPoolSize = MostConnections;
    }

    /// <summary>
    /// A process that is suspended or cut off in the middle of a transaction keeps its locks, and others wait for them or pass them over:
    /// so Postgres ends the transaction. Set once for a connection, which therefore is not reset when it goes back to the pool: nothing
    /// else may be left on one.
    /// </summary>
    private static void EndSilentTransactions(NpgsqlDataSourceBuilder builder)
    {
        const string Set = "SET idle_in_transaction_session_timeout = '45s'"; // above what one call to Lever may take

        builder.ConnectionStringBuilder.NoResetOnClose = true;
        builder.UsePhysicalConnectionInitializer(
            connection =>
            {
                using var set = new NpgsqlCommand(Set, connection);
                set.ExecuteNonQuery();
            },
            async connection =>
            {
                await using var set = new NpgsqlCommand(Set, connection);
                await set.ExecuteNonQueryAsync();
            });
    }
}
