using System.Collections.Concurrent;
using Integration.Tests.Stack;
using Microsoft.Playwright;

namespace Integration.Tests.Browser;

/// <summary>The page that describes the API, whose script is a package's.</summary>
public sealed class DescriptionPageTests(StackFixture stack, BrowserFixture browser)
{
    [Fact]
    public async Task The_description_is_shown_and_nobody_else_is_asked_for_anything()
    {
        var page = await browser.OpenAsync(stack.Api);
        var (asked, refused) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        page.Request += (_, request) => asked.Enqueue(request.Url);
        page.Console += (_, said) =>
        {
            if (said.Text.Contains("Content Security Policy", StringComparison.Ordinal)) refused.Enqueue(said.Text);
        };

        var answer = await page.GotoAsync("/scalar/v1");
        await page.GetByRole(AriaRole.Heading, new() { Name = "headhuntr.io for Lever" }).WaitForAsync();
        await page.GetByText("Redeem a one-time sign-in link").First.WaitForAsync();

        Assert.All(asked.Where(url => url.StartsWith("http", StringComparison.Ordinal)), url => Assert.StartsWith(stack.Api.ToString(), url));
        Assert.Empty(refused);
        var policy = answer!.Headers["content-security-policy"];
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("'unsafe-eval'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("'unsafe-inline'", policy.Split(';').Single(part => part.Trim().StartsWith("script-src", StringComparison.Ordinal)), StringComparison.Ordinal);
    }
}
