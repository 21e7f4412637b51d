using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Integration.Tests.Lever;

/// <summary>A server in Lever's place that answers as a test says, for what the sandbox does not do.</summary>
internal sealed class StubLever : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StubLever(WebApplication app) => _app = app;

    public Uri Url => new($"http://localhost:{new Uri(_app.Urls.Single()).Port}/");

    public static async Task<StubLever> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return new(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
