using AppHost.Embedded;

namespace AppHost;

/// <summary>Postgres and Redis: containers where a runtime runs them, else embedded.</summary>
internal static class Stores
{
    private const string Model =
#if ASPIRE
        "HeadhuntrLever runs on Aspire";
#else
        "HeadhuntrLever runs without Aspire, on the stand-in in AppHost/Local";
#endif

    public static async Task<(IResourceBuilder<IResourceWithConnectionString> Database, IResourceBuilder<IResourceWithConnectionString> Redis)>
        AddStoresAsync(this IDistributedApplicationBuilder builder, Settings settings)
    {
#if ASPIRE
        if (await Containers.ContainerStores.FindRuntimeAsync(builder) is { } runtime)
        {
            Console.WriteLine($"{Model}; Postgres and Redis are containers of {runtime}.");
            return await Containers.ContainerStores.AddAsync(builder, settings, runtime);
        }
#endif
        return await AddEmbeddedAsync(builder, settings);
    }

    private static async Task<(IResourceBuilder<IResourceWithConnectionString>, IResourceBuilder<IResourceWithConnectionString>)> AddEmbeddedAsync(
        IDistributedApplicationBuilder builder, Settings settings)
    {
        var postgres = await EmbeddedPostgres.StartAsync(
            settings.DataFolder, new() { IsFresh = settings.IsFresh, Places = settings.PostgresPlaces, Say = Console.WriteLine });
        AppDomain.CurrentDomain.ProcessExit += (_, _) => postgres.DisposeAsync().AsTask().GetAwaiter().GetResult();
        await postgres.CreateDatabaseAsync("leverdb");

        // Postgres holds the lock on the data by now: nobody else uses them.
        if (settings.IsFresh) Empty(settings.RedisFolder, settings.SandboxFolder);
        var redis = EmbeddedRedis.Start(settings.RedisFolder);

        Console.WriteLine($"{Model}; Postgres and Garnet are embedded, with their data in {settings.DataFolder}.");
        if (postgres.IsElsewhere) Console.WriteLine($"Postgres keeps its own in {postgres.DataFolder}: it does not run as root, and no other user gets to that folder.");

        return (
            builder.AddConnectionString("leverdb", ReferenceExpression.Create($"{postgres.ConnectionString("leverdb")}")),
            builder.AddConnectionString("redis", ReferenceExpression.Create($"{redis.ConnectionString}")));
    }

    private static void Empty(params string[] folders)
    {
        foreach (var folder in folders.Where(Directory.Exists)) Directory.Delete(folder, recursive: true);
    }
}
