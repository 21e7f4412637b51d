using System.Collections.Concurrent;
using Integration.Api.Lever;
using Integration.Tests.Stack;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Integration.Tests.Lever;

/// <summary>A redirect is followed where Lever is and nowhere else: the account's access token goes with it.</summary>
public sealed class RedirectTests(StackFixture stack)
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task A_redirect_to_another_host_or_port_is_not_followed(string host)
    {
        var came = new ConcurrentQueue<string>();
        await using var elsewhere = await StubLever.StartAsync(context =>
        {
            came.Enqueue(context.Request.Headers.Authorization.ToString());
            return context.Response.WriteAsJsonAsync(new { data = Array.Empty<object>(), hasNext = false });
        });
        await using var lever = await StubLever.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
            context.Response.Headers.Location = $"http://{host}:{elsewhere.Url.Port}{context.Request.Path}";
            return Task.CompletedTask;
        });
        await using var api = await LoneApi.StartAsync(
            stack, new Dictionary<string, string> { ["Lever:ApiUrl"] = $"{lever.Url}v1/", ["Lever:AuthUrl"] = lever.Url.ToString() });
        await using var scope = api.Services.CreateAsyncScope();

        var answer = await api.SendAsync(HttpMethod.Get, "lever/stages");
        await Assert.ThrowsAsync<LeverException>(
            () => scope.ServiceProvider.GetRequiredService<LeverOAuth>().RefreshAsync("refresh-1", CancellationToken.None));

        Assert.True((int)answer.StatusCode >= 500, answer.StatusCode.ToString());
        Assert.Empty(came);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task The_authorization_server_may_redirect_too_and_gets_the_same_grant(int status)
    {
        await using var lever = await StubLever.StartAsync(async context =>
        {
            if (!context.Request.Path.StartsWithSegments("/eu"))
            {
                context.Response.StatusCode = status;
                context.Response.Headers.Location = $"/eu{context.Request.Path}";
                return;
            }

            var form = await context.Request.ReadFormAsync();
            await context.Response.WriteAsJsonAsync(new { access_token = $"{context.Request.Method} {form["refresh_token"]} {form["client_secret"]}" });
        });
        await using var api = await LoneApi.StartAsync(stack, new Dictionary<string, string> { ["Lever:AuthUrl"] = lever.Url.ToString() });
        await using var scope = api.Services.CreateAsyncScope();

        var given = await scope.ServiceProvider.GetRequiredService<LeverOAuth>().RefreshAsync("refresh-1", CancellationToken.None);

        Assert.Equal("POST refresh-1 sandbox-secret", given.AccessToken);
    }
}
