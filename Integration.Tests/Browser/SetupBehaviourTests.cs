using System.Text.RegularExpressions;
using Integration.Tests.Stack;
using Microsoft.Playwright;

namespace Integration.Tests.Browser;

/// <summary>How the pages of the set-up behave when something comes in between.</summary>
public sealed class SetupBehaviourTests(StackFixture stack, BrowserFixture browser)
{
    private const string Typed = "someone@elsewhere.example";

    [Fact]
    public async Task A_lost_network_is_said_in_place_and_nothing_typed_is_lost()
    {
        var (_, page) = await OpenAsync("/setup/users");
        await EmailOf(page).FillAsync(Typed);

        await page.Context.SetOfflineAsync(true);
        await MapAsync(page);

        await page.GetByText("headhuntr.io cannot be reached. Nothing that you typed is lost").WaitForAsync();
        Assert.Equal(Typed, await EmailOf(page).InputValueAsync());
        await page.Context.SetOfflineAsync(false);
        await MapAsync(page);
        await page.GetByText("No user in Lever has this e-mail address.").WaitForAsync();
        await Assertions.Expect(page.GetByText("headhuntr.io cannot be reached.")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_error_of_the_server_is_said_in_place_and_nothing_typed_is_lost()
    {
        var (_, page) = await OpenAsync("/setup/users");
        await EmailOf(page).FillAsync(Typed);
        await page.RouteAsync("**/setup/users", route => route.FulfillAsync(new() { Status = 500, Body = "" }));

        await MapAsync(page);

        await page.GetByText("headhuntr.io could not do that just now. Nothing that you typed is lost").WaitForAsync();
        Assert.Equal(Typed, await EmailOf(page).InputValueAsync());
    }

    [Fact]
    public async Task A_session_that_ends_comes_back_to_the_same_page()
    {
        var (account, page) = await OpenAsync("/setup/users");
        await EmailOf(page).FillAsync(Typed);
        await page.Context.ClearCookiesAsync();

        await MapAsync(page);
        // Not by its load: that may have been reported before anybody asked.
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/sign-in\\?returnTo=%2Fsetup%2Fusers$"), new() { Timeout = 30_000 });
        await page.GetByText("Sign in again and you will be back on the page where you were.").WaitForAsync();
        await page.OpenLinkAsync(await account.SignInUrlAsync(account.Admin));

        await Assertions.Expect(page).ToHaveURLAsync(new Uri(stack.Ui, "/setup/users").ToString());
    }

    [Fact]
    public async Task A_form_is_good_still_when_somebody_arrived_from_another_site_in_another_tab()
    {
        var (account, page) = await OpenAsync("/setup/users");
        var tab = await page.Context.NewPageAsync();

        // Another site by its name; only a name that ends differently makes one, not another port.
        await tab.GotoAsync(new UriBuilder(stack.Ui) { Host = "127.0.0.1", Path = "/sign-in" }.Uri.ToString());
        await tab.EvaluateAsync($"location.href = '{stack.Ui}setup/users'");
        await tab.GetByRole(AriaRole.Heading, new() { Name = "User mapping" }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Map all suggested (2)" }).ClickAsync();

        await Assertions.Expect(page.GetByText("2 users mapped")).ToBeVisibleAsync();
        Assert.Equal(2, (await account.GetJsonAsync(account.Admin, "connection")).GetProperty("mappedUsers").GetInt32());
    }

    [Fact]
    public async Task Back_and_reload_show_what_is_so_and_send_nothing_again()
    {
        var (account, page) = await OpenAsync("/setup/users");
        await page.GetByRole(AriaRole.Button, new() { Name = "Map all suggested (2)" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Proceed to activate" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Activate", Exact = true }).ClickAsync();
        await page.GetByText("Lever is active").WaitForAsync();

        await page.ReloadAsync();
        await Assertions.Expect(page.GetByText("Lever is active")).ToHaveCountAsync(0);
        await page.GoBackAsync();
        await page.GetByText("The integration is active.").WaitForAsync();
        await page.GoBackAsync();
        await page.GetByText("2 users mapped and active.").WaitForAsync();

        Assert.Single(await account.EventsAsync("connection.activated"));
    }

    [Fact]
    public async Task A_second_tab_that_is_behind_loses_nothing_of_the_first()
    {
        var (account, first) = await OpenAsync("/setup/webhooks");
        var second = await first.Context.NewPageAsync();
        await second.GotoAsync("/setup/webhooks");

        await SaveAsync(first, "Candidate Hired", new('a', 48));
        await SaveAsync(second, "Candidate Deleted", new('b', 48));

        var kept = (await account.GetJsonAsync(account.Admin, "connection")).GetProperty("webhooks").GetProperty("events").EnumerateArray()
            .Where(webhook => webhook.GetProperty("hasSignatureToken").GetBoolean()).Select(webhook => webhook.Text("event"));
        Assert.Equal(["candidateHired", "candidateDeleted"], kept);

        static async Task SaveAsync(IPage page, string webhook, string token)
        {
            await TokenOf(page, webhook).FillAsync(token);
            await page.GetByRole(AriaRole.Button, new() { Name = "Save tokens" }).ClickAsync();
            await page.GetByText("1 signature token saved.").WaitForAsync();
        }
    }

    [Fact]
    public async Task A_token_is_checked_as_it_is_pasted_and_the_same_twice_is_noticed()
    {
        var (_, page) = await OpenAsync("/setup/webhooks");
        var token = new string('7', 48);

        await TokenOf(page, "Application Created").FillAsync("https://not-a-token.example");
        await page.GetByText("This is not a signature token").WaitForAsync();
        await TokenOf(page, "Application Created").FillAsync(token);
        await TokenOf(page, "Candidate Hired").FillAsync(token);
        await page.GetByText("This one is pasted at Candidate Hired.").WaitForAsync();
        await TokenOf(page, "Candidate Hired").FillAsync(new string('8', 48));

        await Assertions.Expect(page.Locator("[aria-invalid=true]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_endpoint_URL_is_copied_with_one_click()
    {
        var (_, page) = await OpenAsync("/setup/webhooks");

        await page.GetByRole(AriaRole.Button, new() { Name = "Copy", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Copied", Exact = true }).WaitForAsync();
        await TokenOf(page, "Candidate Hired").FocusAsync();
        await page.Keyboard.PressAsync("Control+v");

        await Assertions.Expect(TokenOf(page, "Candidate Hired")).ToHaveValueAsync(await page.GetByLabel("Endpoint URL", new() { Exact = true }).InputValueAsync());
    }

    [Fact]
    public async Task A_test_and_an_event_show_up_by_themselves_while_another_token_is_being_pasted()
    {
        var (account, page) = await OpenAsync("/setup/webhooks");
        var lever = account.Lever;
        var webhook = await lever.AddWebhookAsync("candidateStageChange", new(await page.GetByLabel("Endpoint URL", new() { Exact = true }).InputValueAsync()));
        await TokenOf(page, "Candidate Stage Change").FillAsync(webhook.SignatureToken);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save tokens" }).ClickAsync();
        var state = page.Locator("#state-candidateStageChange");
        await Assertions.Expect(state).ToContainTextAsync("Nothing received yet");

        await TokenOf(page, "Candidate Hired").FillAsync("half a tok");
        await lever.VerifyAsync(webhook);

        await Assertions.Expect(state).ToContainTextAsync("Test received", new() { Timeout = 30_000 });
        Assert.Equal("half a tok", await TokenOf(page, "Candidate Hired").InputValueAsync());
        await Assertions.Expect(TokenOf(page, "Candidate Hired")).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(page.GetByText("This is not a signature token")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_is_pasted_outlives_each_button_beside_it_and_is_kept_by_the_one_that_leads_on()
    {
        var (account, page) = await OpenAsync("/setup/webhooks");
        var endpoint = await page.GetByLabel("Endpoint URL", new() { Exact = true }).InputValueAsync();
        await TokenOf(page, "Candidate Hired").FillAsync(new string('a', 48));

        await page.GetByRole(AriaRole.Link, new() { Name = "Add webhook" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Webhook").SelectOptionAsync("candidateDeleted");
        await dialog.GetByLabel("Endpoint URL").FillAsync(endpoint);
        await dialog.GetByLabel("Signature token").FillAsync(new string('b', 48));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add webhook" }).ClickAsync();
        await Assertions.Expect(page.Locator("#state-candidateDeleted")).ToContainTextAsync("Token kept");
        await Assertions.Expect(dialog).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove the token of Candidate Deleted" }).ClickAsync();
        await Assertions.Expect(page.Locator("#state-candidateDeleted")).ToContainTextAsync("No token yet");
        await Assertions.Expect(TokenOf(page, "Candidate Hired")).ToHaveValueAsync(new string('a', 48));
        await page.GetByRole(AriaRole.Button, new() { Name = "Proceed to user mapping" }).ClickAsync();

        await page.GetByText("1 signature token saved.").WaitForAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "User mapping" }).WaitForAsync();
        Assert.Equal(["candidateHired"], (await account.GetJsonAsync(account.Admin, "connection")).GetProperty("webhooks").GetProperty("events").EnumerateArray()
            .Where(webhook => webhook.GetProperty("hasSignatureToken").GetBoolean()).Select(webhook => webhook.Text("event")));
    }

    [Theory]
    [InlineData("/setup/webhooks", "Candidate Hired")]
    [InlineData("/setup/users", "Lever Email ID of Uma Unmapped")]
    public async Task Whoever_leaves_what_is_typed_is_asked_and_whoever_typed_nothing_is_not(string address, string field)
    {
        var (_, page) = await OpenAsync(address);
        var asked = new List<string>();
        page.Dialog += (_, dialog) =>
        {
            asked.Add(dialog.Type);
            _ = dialog.AcceptAsync();
        };

        await page.ReloadAsync();
        Assert.Empty(asked);
        await page.GetByLabel(field, new() { Exact = true }).PressSequentiallyAsync("half");
        await page.GetByRole(AriaRole.Link, new() { Name = "Activate" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Activate" }).WaitForAsync();

        Assert.Equal(["beforeunload"], asked);
    }

    [Fact]
    public async Task Nothing_moves_when_somebody_is_mapped_and_a_second_click_there_does_nothing()
    {
        var (_, page) = await OpenAsync("/setup/users");
        var map = await page.GetByRole(AriaRole.Button, new() { Name = "Map Ravi Recruiter" }).BoundingBoxAsync();
        var columns = await ColumnsAsync();

        await page.Mouse.ClickAsync(map!.X + map.Width / 2, map.Y + map.Height / 2);
        await page.GetByText("1 user mapped and active.").WaitForAsync();
        var after = await ColumnsAsync();
        await page.Mouse.ClickAsync(map.X + map.Width / 2, map.Y + map.Height / 2);
        await page.ReloadAsync();

        Assert.Equal(columns, after);
        await page.GetByText("1 user mapped and active.").WaitForAsync();

        Task<float[]> ColumnsAsync() => page.EvaluateAsync<float[]>("[...document.querySelectorAll('thead th')].map(head => head.getBoundingClientRect().x)");
    }

    private static ILocator TokenOf(IPage page, string webhook) => page.GetByRole(AriaRole.Textbox, new() { Name = webhook, Exact = true });

    private static ILocator EmailOf(IPage page) => page.GetByLabel("Lever Email ID of Uma Unmapped");

    private static Task MapAsync(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Map Uma Unmapped" }).ClickAsync();

    private Task<(TestAccount Account, IPage Page)> OpenAsync(string address) => browser.OpenConnectedAsync(stack, address);
}
