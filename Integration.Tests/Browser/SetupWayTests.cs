using System.Text.RegularExpressions;
using Integration.Tests.Stack;
using Microsoft.Playwright;

namespace Integration.Tests.Browser;

/// <summary>The whole set-up, from the first page to Activate, without a shortcut: by mouse, by keyboard alone, and without script.</summary>
public sealed partial class SetupWayTests(StackFixture stack, BrowserFixture browser)
{
    [Theory]
    [InlineData("mouse", true)]
    [InlineData("keyboard", true)]
    [InlineData("mouse", false)]
    public async Task An_admin_sets_Lever_up(string means, bool javaScript)
    {
        var account = await stack.CreateAccountAsync();
        await account.Lever.EnableWebhooksAsync();
        var page = await browser.OpenAsync(stack.Ui, javaScript: javaScript);
        var hand = Hand.Of(means, page);
        await page.OpenLinkAsync(await account.SignInUrlAsync(account.Admin));

        await hand.PressAsync("Company");
        await ArriveAsync("Company Account Details");
        await hand.PressAsync("ATS Configuration Export candidates to your applicant tracking system. Not connected");
        await ArriveAsync("ATS Configuration");
        await hand.ChooseAsync("ATS Application", "Lever");
        await hand.PressAsync("Save & Proceed");
        await ArriveAsync("Authorize headhuntr.io in Lever");
        await hand.PressAsync("Authorize");
        await ArriveAsync(InLever());
        await hand.ChooseAsync("Organisation", account.Lever.Name);
        await hand.PressAsync("Change");
        await ArriveAsync($"Let headhuntr.io use the Lever of {account.Lever.Name}?");
        await hand.PressAsync("Accept");

        await ArriveAsync("Webhook configuration");
        await hand.PressAsync("Create them for me");
        await page.GetByText("5 webhooks created.").WaitForAsync();
        await hand.PressAsync("Proceed to user mapping");
        await ArriveAsync("User mapping");
        await hand.PressAsync("Map all suggested (2)");
        await page.GetByText("2 users mapped and active.").WaitForAsync();
        await hand.PressAsync("Proceed to activate");
        await ArriveAsync("Activate");
        await hand.PressAsync("Activate");
        await ArriveAsync("Requisitions");

        await page.GetByText("Lever is active: mapped users can export candidates now.").WaitForAsync();
        var settings = await account.GetJsonAsync(account.Admin, "settings");
        Assert.Equal("active", (await account.GetJsonAsync(account.Admin, "connection")).Text("status"));
        Assert.True(settings.GetProperty("autoSync").GetProperty("enabled").GetBoolean());

        Task ArriveAsync(object heading) =>
            page.GetByRole(AriaRole.Heading, heading is Regex like ? new() { Level = 1, NameRegex = like } : new() { Level = 1, Name = (string)heading, Exact = true }).WaitForAsync();
    }

    [GeneratedRegex("use the Lever of")]
    private static partial Regex InLever();
}
