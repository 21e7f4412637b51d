using Integration.Tests.Stack;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Integration.Tests.Browser;

/// <summary>What the dialog does while an export runs, and when something is in its way.</summary>
public sealed class ExportProgressTests(StackFixture stack, BrowserFixture browser)
{
    [Fact]
    public async Task Progress_looks_again_while_it_runs_keeps_the_focus_and_ends_by_itself()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(10);
        await account.Lever.FailAsync("POST", "/v1/opportunities", "429", times: 100_000);
        var export = await account.ExportAsync(new { candidateIds = candidates });
        var page = await OpenAsync(account, "/exports");
        await page.Clock.InstallAsync();
        await page.GotoAsync($"/exports/{export}");
        var looks = 0;
        page.Request += (_, request) => looks += request.Url.Contains($"/exports/{export}?since", StringComparison.Ordinal) ? 1 : 0;

        var cancel = page.GetByRole(AriaRole.Button, new() { Name = "Cancel the rest" });
        await cancel.FocusAsync();
        await EventuallyAsync.TrueAsync(() => Task.FromResult(looks >= 2), "the page has looked again twice");
        await Expect(page.GetByRole(AriaRole.Progressbar)).ToHaveAttributeAsync("max", "10");
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "0 % done." })).ToBeAttachedAsync();
        await Expect(cancel).ToBeFocusedAsync();
        await account.Lever.ClearFaultsAsync();

        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Completed: 10 exported." })).ToBeAttachedAsync(new() { Timeout = 30_000 });
        await Expect(page.GetByText("10 of 10 done")).ToBeVisibleAsync();
        await Expect(page.Locator("[hx-trigger^=every]")).ToHaveCountAsync(0);
        var settled = looks;
        await page.Clock.RunForAsync(10_000);
        Assert.Equal(settled, looks);
    }

    [Fact]
    public async Task What_is_in_the_way_is_said_in_the_dialog_and_nothing_chosen_is_lost()
    {
        var account = await stack.ActiveAccountAsync();
        var posting = account.Lever.Postings.First(found => found.Id == account.OpenPosting);
        await account.AddCandidatesAsync(2);
        var page = await OpenAsync(account, "/candidates");
        await page.GetByRole(AriaRole.Link, new() { Name = "Export to ATS: Person 1" }).Or(page.GetByRole(AriaRole.Link, new() { Name = "Export to ATS" })).First.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        var picker = dialog.GetByRole(AriaRole.Combobox, new() { Name = "Job posting (optional)" });
        await picker.FillAsync(posting.Text);
        await dialog.GetByRole(AriaRole.Option).First.ClickAsync();
        var chosen = await picker.InputValueAsync();
        var send = dialog.GetByRole(AriaRole.Button, new() { Name = "Export to Lever" });

        await page.Context.SetOfflineAsync(true);
        await send.ClickAsync();
        await Expect(dialog.GetByText("headhuntr.io cannot be reached.")).ToBeVisibleAsync();
        await page.Context.SetOfflineAsync(false);
        await page.RouteAsync("**/exports/new*", route => route.FulfillAsync(new() { Status = 500, Body = "" }));
        await send.ClickAsync();
        await Expect(dialog.GetByText("headhuntr.io could not do that just now.")).ToBeVisibleAsync();
        await page.UnrouteAsync("**/exports/new*");

        // What else is asked meanwhile, and answered, does not take the message away.
        foreach (var other in (string[])["No posting", chosen])
        {
            await picker.FillAsync(other);
            var plan = page.WaitForResponseAsync(response => response.Url.Contains("/exports/plan", StringComparison.Ordinal) && response.Ok);
            await dialog.GetByRole(AriaRole.Option).First.ClickAsync();
            await plan;
        }

        await Expect(dialog.GetByText("headhuntr.io could not do that just now.")).ToBeVisibleAsync();
        await Expect(picker).ToHaveValueAsync(chosen);
        Assert.Empty((await account.GetJsonAsync(account.Recruiter, "exports")).Items());

        await send.ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Status).Filter(new() { HasText = "Completed: 1 exported." })).ToBeAttachedAsync();
        await Expect(dialog.Locator(".toast")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_session_that_ends_in_the_dialog_comes_back_to_the_list()
    {
        var account = await stack.ActiveAccountAsync();
        await account.AddCandidatesAsync(1);
        var page = await OpenAsync(account, "/candidates?stage=potential");
        await page.GetByRole(AriaRole.Link, new() { Name = "Export to ATS" }).ClickAsync();
        var send = page.GetByRole(AriaRole.Button, new() { Name = "Export to Lever" });
        await send.WaitForAsync();

        await page.Context.ClearCookiesAsync();
        await send.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in from headhuntr.io" })).ToBeVisibleAsync();
        await Expect(page.GetByText("you will be back on the page where you were")).ToBeVisibleAsync();
        await page.OpenLinkAsync(await account.SignInUrlAsync(account.Recruiter));
        await Expect(page).ToHaveURLAsync(new Uri(stack.Ui, "/candidates?stage=potential").ToString());
    }

    [Fact]
    public async Task Nothing_jumps_on_the_way_from_the_list_to_the_result()
    {
        var account = await stack.ActiveAccountAsync();
        await account.PutRequisitionAsync("req-1", account.OpenPosting);
        await account.AddCandidatesAsync(60, _ => new { requisitionId = "req-1" });
        var page = await OpenAsync(account, "/exports");
        // From before the first paint of each page, and whatever the person does: they did not ask for a jump. A row that is painted when half
        // of it has arrived moves a box within itself by some pixels, which is 0.00001; a line that is pushed in anywhere is a hundred times that.
        await page.AddInitScriptAsync(
            "window.jumps = []; new PerformanceObserver(list => { for (const shift of list.getEntries()) if (!shift.hadRecentInput && shift.value > 0.0001) window.jumps.push(`${location.pathname} ${shift.value}: ${shift.sources.map(source => `${source.node?.outerHTML?.slice(0, 80)} ${JSON.stringify(source.previousRect)} ${JSON.stringify(source.currentRect)}`)}`); }).observe({ type: 'layout-shift', buffered: true })");

        foreach (var address in (string[])["/", "/requisitions/req-1", "/candidates", "/exports", "/exports/new?all=true&requisition=req-1"])
        {
            await page.GotoAsync(address);
            await ExpectNoJumpAsync(page);
        }

        await page.GotoAsync("/requisitions/req-1");
        await page.GetByRole(AriaRole.Link, new() { Name = "Export all 60 that match" }).ClickAsync();
        await Expect(page.GetByText("Lever knows none of them yet by e-mail.")).ToBeVisibleAsync();
        await ExpectNoJumpAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Export to Lever" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Completed: 60 exported." })).ToBeAttachedAsync(new() { Timeout = 60_000 });
        // The list behind the dialog has looked again too.
        await Expect(page.GetByText("Not exported")).ToHaveCountAsync(0);
        await ExpectNoJumpAsync(page);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/requisitions/req-1")]
    [InlineData("/candidates")]
    [InlineData("/exports")]
    [InlineData("/exports/new?all=true")]
    public async Task A_page_weighs_at_most_100_kB_without_a_cache(string address)
    {
        var account = await stack.ActiveAccountAsync();
        await account.PutRequisitionAsync("req-1", account.OpenPosting);
        var candidates = await account.AddCandidatesAsync(60, index => new { requisitionId = "req-1", headline = $"Engineer number {index} at Example GmbH", location = "Berlin, Germany" });
        await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates[..5] }));
        var page = await OpenAsync(account, "/exports");
        var network = await page.Context.NewCDPSessionAsync(page);
        await network.SendAsync("Network.enable");
        await network.SendAsync("Network.setCacheDisabled", new() { ["cacheDisabled"] = true });
        var weight = 0.0;
        network.Event("Network.loadingFinished").OnEvent += (_, finished) => weight += finished!.Value.GetProperty("encodedDataLength").GetDouble();

        await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.NetworkIdle });

        Assert.InRange(weight, 1_000, 100_000);
    }

    private static async Task ExpectNoJumpAsync(IPage page)
    {
        // Two frames: what has shifted until now is told.
        await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        var jumps = await page.EvaluateAsync<string[]>("window.jumps");
        Assert.True(jumps.Length == 0, string.Join(Environment.NewLine, jumps));
    }

    private async Task<IPage> OpenAsync(TestAccount account, string address)
    {
        var page = await browser.OpenAsync(stack.Ui);
        await page.OpenLinkAsync(await account.SignInUrlAsync(account.Recruiter));
        await page.GotoAsync(address);
        return page;
    }
}
