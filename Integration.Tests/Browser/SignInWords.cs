using Microsoft.Playwright;

namespace Integration.Tests.Browser;

internal static class SignInWords
{
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
