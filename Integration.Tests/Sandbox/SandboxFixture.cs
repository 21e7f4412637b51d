using System.Net;
using System.Net.Http.Json;
using Integration.Tests.Sandbox;
using Lever.Sandbox;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(SandboxFixture))]

namespace Integration.Tests.Sandbox;

/// <summary>
/// A Lever on a free loopback port, started once for the whole run. Each test makes an organisation of its own in it.
/// The bucket is wide; a test about the rate narrows it for its organisation.
/// </summary>
public sealed class SandboxFixture : IAsyncLifetime
{
    private readonly RunningSandbox _sandbox = new(("Sandbox:RequestsPerSecond", "100000"), ("Sandbox:Burst", "100000"));

    public Uri Url => _sandbox.Url;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    /// <param name="request">As of <c>POST /sandbox/organisations</c>: name, postings, users.</param>
    public Task<SandboxOrganisation> CreateOrganisationAsync(object? request = null) => _sandbox.CreateOrganisationAsync(request);
}

/// <summary>A sandbox with settings of its own, for what the shared one cannot show: restarts, short tokens.</summary>
public sealed class RunningSandbox : WebApplicationFactory<SandboxOptions>
{
    private readonly (string Key, string Value)[] _settings;

    public RunningSandbox(params (string Key, string Value)[] settings)
    {
        _settings = settings;
        // Not UseKestrel(0): that sets the port while the application may already be starting, and sometimes loses.
        UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        StartServer();

        var addresses = Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        Url = new(addresses.Single());
        Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Url };
    }

    public Uri Url { get; }

    public HttpClient Http { get; }

    public async Task<SandboxOrganisation> CreateOrganisationAsync(object? request = null)
    {
        var response = await Http.PostAsJsonAsync("/sandbox/organisations", request ?? new { });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return new(Http, (await response.Content.ReadFromJsonAsync<SandboxOrganisation.Created>())!);
    }

    public override async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await base.DisposeAsync();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (key, value) in _settings) builder.UseSetting(key, value);
    }
}
