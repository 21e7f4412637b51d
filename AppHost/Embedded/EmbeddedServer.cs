using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace AppHost.Embedded;

/// <summary>A server that the AppHost runs by itself; in the dashboard, and to who waits for it, a resource like any other.</summary>
internal sealed class EmbeddedServer(string name) : Resource(name), IResourceWithConnectionString, IResourceWithWaitSupport
{
    /// <summary>Null until it runs.</summary>
    public string? ConnectionString { get; set; }

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{ConnectionString}");
}

/// <summary>A server that has started.</summary>
/// <param name="Ended">Completes when the server is gone, wanted or not, with its last words.</param>
internal sealed record RunningServer(string ConnectionString, Task<string> Ended, Func<ValueTask> StopAsync);

/// <summary>What runs. The services stop first: this is disposed with the application, the last server first.</summary>
internal sealed class RunningServers : IAsyncDisposable
{
    private readonly List<RunningServer> _servers = [];

    public void Add(RunningServer server)
    {
        lock (_servers) _servers.Add(server);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Enumerable.Reverse(_servers)) await server.StopAsync();
    }
}

internal static partial class EmbeddedServerExtensions
{
    /// <param name="kind">What the dashboard calls it.</param>
    /// <param name="start">Returns when the server answers; is given the resource's own log.</param>
    public static IResourceBuilder<EmbeddedServer> AddEmbeddedServer(
        this IDistributedApplicationBuilder builder, string name, string kind, string dataFolder, Func<ILogger, CancellationToken, Task<RunningServer>> start)
    {
        builder.Services.TryAddSingleton<RunningServers>();

        return builder.AddResource(new EmbeddedServer(name))
            .ExcludeFromManifest()
            .WithIconName("Database")
            .WithInitialState(new() { ResourceType = kind, State = KnownResourceStates.NotStarted, Properties = [new(CustomResourceKnownProperties.Source, dataFolder)] })
            .OnInitializeResource((server, e, ct) => LiveAsync(server, start, e, ct));
    }

    private static async Task LiveAsync(
        EmbeddedServer server, Func<ILogger, CancellationToken, Task<RunningServer>> start, InitializeResourceEvent e, CancellationToken ct)
    {
        await e.Eventing.PublishAsync(new BeforeResourceStartedEvent(server, e.Services), ct);
        await SayAsync(KnownResourceStates.Starting);
        try
        {
            var running = await start(e.Logger, ct);
            e.Services.GetRequiredService<RunningServers>().Add(running);

            server.ConnectionString = running.ConnectionString;
            await e.Eventing.PublishAsync(new ConnectionStringAvailableEvent(server, e.Services), ct);
            await SayAsync(KnownResourceStates.Running);

            var lastWords = await running.Ended.WaitAsync(ct);
            await SayAsync(KnownResourceStates.Exited);
            Terminal.Of(e.Services).GiveUp($"The server '{server.Name}' ended by itself, and everything with it; start again. Its last words: {lastWords}");
        }
        catch (CannotStartException failure)
        {
            await SayAsync(KnownResourceStates.FailedToStart);
            LogCannotStart(e.Logger, failure.Message);
            Terminal.Of(e.Services).GiveUp(failure.Message);
        }

        Task SayAsync(string state) => e.Notifications.PublishUpdateAsync(server, now => now with
        {
            State = state,
            StartTimeStamp = state == KnownResourceStates.Running ? DateTime.UtcNow : now.StartTimeStamp,
            StopTimeStamp = state == KnownResourceStates.Exited ? DateTime.UtcNow : null,
        });
    }

    [LoggerMessage(LogLevel.Error, "{Reason}")]
    private static partial void LogCannotStart(ILogger log, string reason);
}
