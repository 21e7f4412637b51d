using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Integration.Api.Data;

/// <summary>Brings the database to the form that this version needs.</summary>
internal static partial class Migrate
{
    /// <summary>Any number, the same in every replica: the advisory lock under which one of them migrates.</summary>
    private const long Lock = 5_081_2026;

    /// <summary>How long a database that does not answer yet is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Creates the database when it is not there and applies the migrations; other replicas wait meanwhile.</summary>
    public static async Task MigrateAsync(this WebApplication app)
    {
        var clock = app.Services.GetRequiredService<TimeProvider>();
        var logger = app.Services.GetRequiredService<ILogger<IntegrationDbContext>>();
        var start = clock.GetTimestamp();

        while (true)
        {
            try
            {
                await using var scope = app.Services.CreateAsyncScope();
                await MigrateAsync(scope.ServiceProvider.GetRequiredService<IntegrationDbContext>());
                return;
            }
            catch (NpgsqlException e) when (e.IsTransient && clock.GetElapsedTime(start) < Patience)
            {
                LogWaiting(logger, e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(500), clock);
            }
        }
    }

    private static async Task MigrateAsync(IntegrationDbContext db)
    {
        var creator = db.GetService<IRelationalDatabaseCreator>();
        if (!await creator.ExistsAsync())
        {
            try
            {
                await creator.CreateAsync();
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
            {
                // Another replica was faster.
            }
        }

        await db.Database.OpenConnectionAsync();
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({Lock})");
        try
        {
            await db.Database.MigrateAsync();
        }
        finally
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({Lock})");
            await db.Database.CloseConnectionAsync();
        }
    }

    [LoggerMessage(LogLevel.Warning, "The database does not answer yet: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string reason);
}
