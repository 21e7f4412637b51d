using AppHost.Containers;
using AppHost.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AppHost;

/// <summary>Postgres and Redis: containers where a runtime runs them, else embedded.</summary>
internal static partial class Stores
{
    public static async Task<(IResourceBuilder<IResourceWithConnectionString> Database, IResourceBuilder<IResourceWithConnectionString> Redis)>
        AddStoresAsync(this IDistributedApplicationBuilder builder, Settings settings)
    {
        if (await ContainerStores.FindRuntimeAsync(builder, settings) is { } runtime)
        {
            if (builder.ExecutionContext.IsRunMode) Console.WriteLine($"Postgres and Redis are containers of {runtime}.");
            return await ContainerStores.AddAsync(builder, settings, runtime);
        }

        Console.WriteLine($"Postgres and Garnet, which takes Redis's place, are embedded, with their data in {settings.DataFolder}.");
        var database = builder.AddEmbeddedPostgres("leverdb", settings);
        var redis = builder.AddEmbeddedRedis("redis", settings);
        return (database, settings.IsFresh ? redis.WaitFor(database) : redis);
    }

    private static IResourceBuilder<EmbeddedServer> AddEmbeddedPostgres(this IDistributedApplicationBuilder builder, string name, Settings settings)
    {
        var server = builder.AddEmbeddedServer(name, "PostgreSQL", settings.DataFolder, async (log, ct) =>
        {
            var postgres = await EmbeddedPostgres.StartAsync(
                settings.DataFolder, new() { IsFresh = settings.IsFresh, Places = settings.PostgresPlaces, Say = Console.WriteLine, Log = line => LogLine(log, line) }, ct);
            await postgres.CreateDatabaseAsync(name, ct);

            // It holds the lock on the data by now: nobody else uses them.
            if (settings.IsFresh) Empty(settings.RedisFolder, settings.SandboxFolder);
            if (postgres.IsElsewhere) Console.WriteLine($"Postgres keeps its own in {postgres.DataFolder}: it does not run as root, and no other user gets to that folder.");

            return new(postgres.ConnectionString(name), postgres.Exited, postgres.DisposeAsync);
        });

        builder.Services.AddHealthChecks().AddNpgSql(_ => server.Resource.ConnectionString!, name: $"{name}-answers");
        return server.WithHealthCheck($"{name}-answers");
    }

    private static IResourceBuilder<EmbeddedServer> AddEmbeddedRedis(this IDistributedApplicationBuilder builder, string name, Settings settings)
    {
        var server = builder.AddEmbeddedServer(name, "Garnet", settings.RedisFolder, async (log, ct) =>
        {
            var redis = await Task.Run(() => EmbeddedRedis.Start(settings.RedisFolder), ct);
            LogLine(log, $"Garnet listens on 127.0.0.1:{redis.Port}, with its data in {settings.RedisFolder}");

            // It is part of this process, and ends with it.
            return new(redis.ConnectionString, new TaskCompletionSource<string>().Task, () =>
            {
                redis.Dispose();
                return ValueTask.CompletedTask;
            });
        });

        builder.Services.AddHealthChecks().AddRedis(_ => server.Resource.ConnectionString!, name: $"{name}-answers");
        return server.WithHealthCheck($"{name}-answers");
    }

    private static void Empty(params string[] folders)
    {
        foreach (var folder in folders.Where(Directory.Exists)) Directory.Delete(folder, recursive: true);
    }

    [LoggerMessage(LogLevel.Information, "{Line}")]
    private static partial void LogLine(ILogger log, string line);
}
