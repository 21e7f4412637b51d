using System.Net;
using AppHost.Embedded;
using Integration.Tests.Stack;
using Integration.Ui;

namespace Integration.Tests.Pages;

/// <summary>The pages while the API behind them is away.</summary>
public sealed class OutagePageTests(StackFixture stack)
{
    [Fact]
    public async Task A_page_says_that_the_API_is_away_and_is_not_ready()
    {
        var account = await stack.CreateAccountAsync();
        using var browser = await account.SignInAsync(account.Recruiter);
        var (port, nobody) = (LoopbackPort.Free(), LoopbackPort.Free());
        await using var alone = new RunningService<IntegrationApi>(port, stack.UiSettings(nobody, port));

        // The same host, another port: the cookie of the session goes along.
        var page = await browser.GetAsync(new Uri(alone.Url, "/exports"));
        var text = await page.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
        Assert.Contains("The Lever integration does not answer right now.", text, StringComparison.Ordinal);
        Assert.Contains("href=\"/exports\"", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await browser.GetAsync(new Uri(alone.Url, "/health"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(new Uri(alone.Url, "/alive"))).StatusCode);
    }
}
