using System.Text.Json;
using AppHost.Embedded;
using Integration.Tests.Stack;

namespace Integration.Tests.AppHost;

/// <summary>What is published says what a deployment has to be told, and nothing of the machine it was published on.</summary>
public sealed class ManifestTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("headhuntr-manifest-");

    [Fact]
    public async Task A_deployment_is_asked_for_its_addresses_its_key_and_its_client_of_Lever()
    {
        var resources = await PublishAsync();

        foreach (var name in new[] { "public-api", "public-ui", "cookie-domain", "platform-api-key", "lever-client-id", "lever-client-secret" })
        {
            var parameter = resources.GetProperty(name);
            Assert.Equal("parameter.v0", parameter.Text("type"));
            Assert.Equal($"{{{name}.inputs.value}}", parameter.Text("value"));
            var input = parameter.GetProperty("inputs").GetProperty("value");
            Assert.False(input.TryGetProperty("default", out _), name);
            Assert.Equal(name is "platform-api-key" or "lever-client-secret", input.TryGetProperty("secret", out var isSecret) && isSecret.GetBoolean());
        }

        var api = resources.GetProperty("api").GetProperty("env");
        Assert.Equal("{lever-client-id.value}", api.Text("Lever__ClientId"));
        Assert.Equal("{public-api.value}", api.Text("PublicUrls__Api"));
        Assert.False(resources.TryGetProperty("lever", out _), "The sandbox is not deployed.");
    }

    [Fact]
    public async Task Nothing_of_this_clone_or_of_a_developers_run_is_published()
    {
        var resources = await PublishAsync();

        Assert.DoesNotContain("localhost", resources.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("sandbox", resources.GetRawText(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("headhuntr-lever-postgres", resources.GetProperty("postgres").Items("volumes").Single().Text("name"));
        Assert.Equal("headhuntr-lever-redis", resources.GetProperty("redis").Items("volumes").Single().Text("name"));

        // The one that is there is Aspire's own, for deployments.
        var telemetry = new[] { "api", "ui" }.SelectMany(name => resources.GetProperty(name).GetProperty("env").EnumerateObject())
            .Where(setting => setting.Name.StartsWith("OTEL_", StringComparison.Ordinal)).Select(setting => $"{setting.Name}={setting.Value}");
        Assert.All(telemetry, setting => Assert.Equal("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY=in_memory", setting));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<JsonElement> PublishAsync()
    {
        var file = Path.Combine(_folder.FullName, "manifest.json");
        var (code, output) = await ChildProcess.RunAsync(new(
            BuiltOutput.Executable, "--operation", "publish", "--step", "publish-manifest", "--output-path", file));
        Assert.True(code == 0, output);

        using var manifest = JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        return manifest.RootElement.GetProperty("resources").Clone();
    }
}
