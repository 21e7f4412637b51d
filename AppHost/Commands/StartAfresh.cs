using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StackExchange.Redis;

namespace AppHost.Commands;

/// <summary>The dashboard's command that empties the database, Redis and the sandbox.</summary>
internal static class StartAfresh
{
    public const string Name = "start-afresh";

    public static void WithStartAfresh(
        this IResourceBuilder<IResourceWithConnectionString> database,
        IResourceBuilder<IResourceWithConnectionString> redis, IReadOnlyList<IResourceBuilder<ProjectResource>> services, Settings settings)
    {
        // One that has been stopped is waited for, with a dashboard or without: it is about to start again.
        database.ApplicationBuilder.Services.Configure<ResourceNotificationServiceOptions>(
            options => options.DefaultWaitBehavior = WaitBehavior.WaitOnResourceUnavailable);

        database.WithCommand(
            Name, "Start afresh",
            async context =>
            {
                var (commands, ct) = (context.Services.GetRequiredService<ResourceCommandService>(), context.CancellationToken);
                await AllAsync(KnownResourceCommands.StopCommand);
                await EmptyDatabaseAsync((await database.Resource.GetConnectionStringAsync(ct))!, ct);
                await EmptyRedisAsync((await redis.Resource.GetConnectionStringAsync(ct))!);
                if (Directory.Exists(settings.SandboxFolder)) Directory.Delete(settings.SandboxFolder, recursive: true);
                var failed = Array.Find(await AllAsync(KnownResourceCommands.StartCommand), result => !result.Success);
                return failed ?? CommandResults.Success();

                // At once: each waits for those that it needs.
                Task<ExecuteCommandResult[]> AllAsync(string command) =>
                    Task.WhenAll(services.Select(service => commands.ExecuteCommandAsync(service.Resource, command, ct)));
            },
            new()
            {
                Description = "Empties the database, Redis and the sandbox, and starts the services again.",
                ConfirmationMessage = "Everything that was stored here is lost. Start afresh?",
                IconName = "ArrowReset",
                UpdateState = context => context.ResourceSnapshot.State?.Text == KnownResourceStates.Running ? ResourceCommandState.Enabled : ResourceCommandState.Disabled,
            });
    }

    private static async Task EmptyDatabaseAsync(string connectionString, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(ct);
        await using var empty = new NpgsqlCommand("DROP SCHEMA public CASCADE; CREATE SCHEMA public", connection);
        await empty.ExecuteNonQueryAsync(ct);
    }

    private static async Task EmptyRedisAsync(string connectionString)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(connectionString + ",allowAdmin=true");
        foreach (var server in connection.GetServers()) await server.FlushAllDatabasesAsync();
    }
}
