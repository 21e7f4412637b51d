using System.Net;
using System.Net.Http.Headers;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Integration.Tests.Sandbox;
using Lever.Sandbox.Organisations;

namespace Integration.Tests.AppHost;

/// <summary>The model, run in this process until all of it is healthy.</summary>
public sealed class RunningAppModel : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _data = Path.Combine(Path.GetTempPath(), $"headhuntr-apphost-{Guid.NewGuid():N}");

    private HttpClient _api = null!;

    public DistributedApplication App { get; private set; } = null!;

    /// <summary>Lever as the demo's Super Admin sees it.</summary>
    public SandboxOrganisation Demo { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = await AppModel.BuilderAsync(_data);
        App = await builder.BuildAsync();
        await App.StartAsync();
        await HealthyAsync();

        _api = App.CreateHttpClient("api", "http");
        _api.DefaultRequestHeaders.Authorization = new("Bearer", "development-key");
        var lever = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = App.GetEndpoint("lever", "http") };
        Demo = new(lever, new(Seed.DemoId, "", new("5eed0001-0000-4000-8000-000000000001", "Ada Admin", "", "super admin", Deactivated: false), [], []));
    }

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        Demo.Http.Dispose();
        await App.DisposeAsync();
        if (Directory.Exists(_data)) Directory.Delete(_data, recursive: true);
    }

    public async Task HealthyAsync()
    {
        foreach (var name in new[] { "leverdb", "redis", "lever", "api", "ui" })
            await App.ResourceNotifications.WaitForResourceHealthyAsync(name).WaitAsync(Patience);
    }

    /// <summary>Runs a command of the dashboard's; answers what is wrong with it, or null.</summary>
    public async Task<string?> CommandAsync(string resource, string command, params (string Name, string Value)[] arguments)
    {
        var inputs = arguments.Select(argument => new InteractionInput { Name = argument.Name, Value = argument.Value, InputType = InputType.Text });
        var result = await App.ResourceCommands.ExecuteCommandAsync(
            resource, command, new InteractionInputCollection([.. inputs]), TestContext.Current.CancellationToken);
        return result.Success ? null : result.Message ?? "It was cancelled.";
    }

    /// <summary>Puts an account by the platform API: created the first time, there already the next.</summary>
    public async Task<HttpStatusCode> PutAccountAsync(string account)
    {
        using var json = new StringContent("""{"name":"Kept"}""", new MediaTypeHeaderValue("application/json"));
        using var answer = await _api.PutAsync(new Uri($"/platform/accounts/{account}", UriKind.Relative), json, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
