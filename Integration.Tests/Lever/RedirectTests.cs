using System.Collections.Concurrent;
using System.Net;
using Integration.Tests.Stack;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Integration.Tests.Lever;

/// <summary>A redirect is followed where Lever is and nowhere else: the account's access token goes with it.</summary>
public sealed class RedirectTests(StackFixture stack)
{
    [Fact]
    public async Task A_redirect_to_another_host_is_not_followed()
    {
        var came = new ConcurrentQueue<string>();
        await using var elsewhere = await ListenAsync(context =>
        {
            came.Enqueue(context.Request.Headers.Authorization.ToString());
            return context.Response.WriteAsJsonAsync(new { data = Array.Empty<object>(), hasNext = false });
        });
        await using var lever = await ListenAsync(context =>
        {
            // The same machine under another name.
            context.Response.Redirect($"http://127.0.0.1:{new Uri(elsewhere.Urls.Single()).Port}{context.Request.Path}");
            return Task.CompletedTask;
        });
        await using var api = await LoneApi.StartAsync(
            stack, new Dictionary<string, string> { ["Lever:ApiUrl"] = $"http://localhost:{new Uri(lever.Urls.Single()).Port}/v1/" });

        var answer = await api.SendAsync(HttpMethod.Get, "lever/stages");

        Assert.True((int)answer.StatusCode >= 500, answer.StatusCode.ToString());
        Assert.Empty(came);
    }

    private static async Task<WebApplication> ListenAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }
}
