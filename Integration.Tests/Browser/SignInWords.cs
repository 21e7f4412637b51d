using Integration.Tests.Stack;
using Microsoft.Playwright;

namespace Integration.Tests.Browser;

internal static class SignInWords
{
    /// <summary>A page as the admin of a new account sees it, which is connected with its Lever.</summary>
    public static async Task<(TestAccount Account, IPage Page)> OpenConnectedAsync(this BrowserFixture browser, StackFixture stack, string address)
    {
        var account = await stack.CreateAccountAsync();
        await account.ConnectAsync();
        var page = await browser.OpenAsync(stack.Ui);
        await page.OpenLinkAsync(await account.SignInUrlAsync(account.Admin));
        await page.GotoAsync(address);
        return (account, page);
    }

    /// <summary>Opens a one-time link, and says yes where the page asks.</summary>
    public static async Task OpenLinkAsync(this IPage page, string link)
    {
        await page.GotoAsync(link);
        if (!IsAsked(page.Url)) return;

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await page.WaitForURLAsync(url => !IsAsked(url));

        static bool IsAsked(string url) => new Uri(url).AbsolutePath == "/sign-in";
    }
}
