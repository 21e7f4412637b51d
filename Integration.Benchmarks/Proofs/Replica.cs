using Integration.Api.Data;
using Integration.Api.Exports;
using Integration.Benchmarks.Proofs;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

[assembly: HostingStartup(typeof(Replica))]

namespace Integration.Benchmarks.Proofs;

/// <summary>
/// Integration.Api as it is, in a process of this project: so a proof can see its steps from within, and end it at one of them, without
/// anything for it in the product.
/// </summary>
public sealed class Replica : IHostingStartup
{
    public const string Project = "Integration.Api";

    /// <summary>The setting that names the moment at which the process dies, or is suspended.</summary>
    public const string CrashAt = "Replica:CrashAt";

    /// <summary>The setting that takes the look at Lever away: a proof that finds nothing then proves nothing.</summary>
    public const string IsBlind = "Replica:IsBlind";

    /// <summary>The setting of one that only answers, and leaves the queue to others.</summary>
    public const string IsIdle = "Replica:IsIdle";

    private static readonly CrashPoint? Point =
        Environment.GetEnvironmentVariable(CrashAt.Replace(":", "__", StringComparison.Ordinal)) is { Length: > 0 } at ? CrashPoint.Parse(at) : null;

    public static int Run()
    {
        Environment.SetEnvironmentVariable("ASPNETCORE_APPLICATIONNAME", Project);
        Environment.SetEnvironmentVariable("ASPNETCORE_HOSTINGSTARTUPASSEMBLIES", typeof(Replica).Assembly.GetName().Name);
        using var listener = Point?.Listen();
        return (int)typeof(IntegrationDbContext).Assembly.EntryPoint!.Invoke(null, [Array.Empty<string>()])!;
    }

    public void Configure(IWebHostBuilder builder) => builder.ConfigureServices((context, services) =>
    {
        var lever = services.AddHttpClient("LeverClient");
        if (Point is not null) lever.AddHttpMessageHandler(() => new CrashHandler(Point));
        if (context.Configuration[IsBlind] == "true") lever.AddHttpMessageHandler(() => new BlindHandler());
        if (context.Configuration[IsIdle] == "true") services.AddHostedService<Idle>();
    });

    /// <summary>Stops the worker as soon as there is one: nothing is queued yet.</summary>
    private sealed class Idle(IServiceProvider services, IHostApplicationLifetime lifetime) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            lifetime.ApplicationStarted.Register(() =>
                services.GetServices<IHostedService>().OfType<ExportWorker>().Single().StopAsync(CancellationToken.None).GetAwaiter().GetResult());
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
