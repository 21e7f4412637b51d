using AppHost.Embedded;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Integration.Tests.AppHost;

/// <summary>What the AppHost would run, in this process, on free ports and with a data folder of its own; nothing of it is started.</summary>
public sealed class AppModel : IAsyncLifetime
{
    private readonly string _data = Path.Combine(Path.GetTempPath(), $"headhuntr-apphost-{Guid.NewGuid():N}");

    private IDistributedApplicationTestingBuilder _builder = null!;

    public IResourceCollection Resources => _builder.Resources;

    public async ValueTask InitializeAsync() => _builder = await BuilderAsync(_data);

    public ValueTask DisposeAsync() => _builder.DisposeAsync();

    public static Task<IDistributedApplicationTestingBuilder> BuilderAsync(string data, params string[] arguments) =>
        DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            [
                $"--DataFolder={data}", .. new[] { "Ui", "Api", "Lever", "Dashboard" }.Select(name => $"--Ports:{name}={LoopbackPort.Free()}"),
                "--DcpPublisher:RandomizePorts=false", "--Logging:LogLevel:Default=Warning", .. arguments, "--no-containers",
            ],
            TestContext.Current.CancellationToken);
}

/// <summary>Short words for reading the model.</summary>
internal static class AppModelWords
{
    public static IResource Named(this IEnumerable<IResource> resources, string name) => resources.Single(resource => resource.Name == name);

    /// <summary>The environment, with other resources as the expressions by which they are referred to.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> EnvironmentAsync(this IResource resource)
    {
        var configuration = await ExecutionConfigurationBuilder.Create(resource).WithEnvironmentVariablesConfig().BuildAsync(
            new DistributedApplicationExecutionContext(DistributedApplicationOperation.Publish), NullLogger.Instance, TestContext.Current.CancellationToken);
        return configuration.EnvironmentVariables.ToDictionary();
    }
}
