using System.Text.RegularExpressions;
using Integration.Tests.Stack;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Integration.Tests.Browser;

/// <summary>Exporting in a real browser: by mouse, by keyboard alone, and without script.</summary>
public sealed class ExportDialogTests(StackFixture stack, BrowserFixture browser)
{
    [Fact]
    public async Task By_mouse_a_range_is_chosen_exported_and_no_longer_chosen()
    {
        var account = await AccountAsync(6);
        var page = await OpenAsync(account, "/requisitions/req-1");
        var boxes = page.Locator("tbody input[type=checkbox]");

        await boxes.Nth(1).ClickAsync();
        await boxes.Nth(4).ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Expect(page.GetByText("6 candidates · 4 selected")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Export selected to ATS" }).ClickAsync();
        await Expect(Dialog(page).GetByRole(AriaRole.Heading, new() { Name = "Export 4 candidates to Lever" })).ToBeVisibleAsync();
        // The posting that is linked to the requisition is chosen already.
        await Expect(Dialog(page).GetByRole(AriaRole.Combobox, new() { Name = "Job posting (optional)" })).ToHaveValueAsync(new Regex(Regex.Escape(OpenPostingText(account))));
        await Dialog(page).GetByRole(AriaRole.Button, new() { Name = "Export to Lever" }).DblClickAsync();

        await Expect(Dialog(page).GetByRole(AriaRole.Status).Filter(new() { HasText = "Completed: 4 exported." })).ToBeAttachedAsync();
        await Expect(Dialog(page).GetByRole(AriaRole.Link, new() { Name = "Open in Lever" })).ToHaveCountAsync(4);
        await Dialog(page).GetByRole(AriaRole.Link, new() { Name = "Close" }).ClickAsync();
        await Expect(Dialog(page)).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Export selected to ATS" })).ToBeFocusedAsync();
        await Expect(page.GetByRole(AriaRole.Checkbox, new() { Checked = true })).ToHaveCountAsync(0);
        await Expect(page.GetByText("Not exported")).ToHaveCountAsync(2);
        Assert.Equal(4, (await account.Lever.LedgerAsync()).Opportunities.Count(held => held.Sources.Contains("headhuntr.io") && held.Posting == account.OpenPosting));
        Assert.Single((await account.GetJsonAsync(account.Recruiter, "exports")).Items());
    }

    [Fact]
    public async Task By_keyboard_alone_and_the_focus_is_seen_and_comes_back()
    {
        var account = await AccountAsync(3);
        var other = account.Lever.Postings.First(posting => posting is { State: "published", Confidentiality: "non-confidential" } && posting.Id != account.OpenPosting);
        var page = await OpenAsync(account, "/requisitions/req-1");

        await TabToAsync(page, "Select Person 2");
        await page.Keyboard.PressAsync("Space");
        await TabToAsync(page, "Export selected to ATS", "Shift+Tab");
        await page.Keyboard.PressAsync("Enter");
        var posting = Dialog(page).GetByRole(AriaRole.Combobox, new() { Name = "Job posting (optional)" });
        await Expect(posting).ToBeFocusedAsync();

        // Escape first closes the list and then the dialog, and the focus is where it was.
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(posting).ToHaveAttributeAsync("aria-expanded", "true");
        await page.Keyboard.PressAsync("Escape");
        await Expect(posting).ToHaveAttributeAsync("aria-expanded", "false");
        await page.Keyboard.PressAsync("Escape");
        await Expect(Dialog(page)).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Export selected to ATS" })).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("Enter");
        await Expect(posting).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(other.Text);
        await Expect(Dialog(page).GetByRole(AriaRole.Option, new() { Name = other.Text }).First).ToBeVisibleAsync();
        await Expect(posting).ToHaveAttributeAsync("aria-activedescendant", new Regex("."));
        await page.Keyboard.PressAsync("Enter");
        await Expect(posting).ToHaveValueAsync(new Regex(Regex.Escape(other.Text)));
        await TabToAsync(page, "Export to Lever");
        await page.Keyboard.PressAsync("Enter");

        await Expect(Dialog(page).GetByRole(AriaRole.Status).Filter(new() { HasText = "Completed: 1 exported." })).ToBeAttachedAsync();
        await TabToAsync(page, "Close");
        await page.Keyboard.PressAsync("Enter");
        await Expect(Dialog(page)).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Export selected to ATS" })).ToBeFocusedAsync();
        Assert.Equal(other.Id, Assert.Single((await account.Lever.LedgerAsync()).Opportunities, held => held.Name == "Person 2" && held.Sources.Contains("headhuntr.io")).Posting);
    }

    [Fact]
    public async Task Without_script_the_same_pages_do_it()
    {
        var account = await AccountAsync(3);
        var page = await OpenAsync(account, "/requisitions/req-1", javaScript: false);

        await Expect(page.GetByText("Select all on this page")).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Person 1" }).CheckAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Person 3" }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Export selected to ATS" }).ClickAsync();
        await Expect(page.GetByText("2 opportunities for the selected job posting in the 'New Lead' stage")).ToBeVisibleAsync();
        await page.GetByLabel("Job posting (optional)").SelectOptionAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Export to Lever" }).ClickAsync();

        // The page looks again by itself, without script too.
        await Expect(page.GetByText("2 exported.", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Open in Lever" })).ToHaveCountAsync(2);
        Assert.Equal(2, (await account.Lever.LedgerAsync()).Opportunities.Count(held => held.Sources.Contains("headhuntr.io") && held.Posting is null));
    }

    [Fact]
    public async Task Nothing_moves_for_whom_has_asked_for_that()
    {
        var page = await OpenAsync(await AccountAsync(0), "/development/parts");

        Assert.NotEqual(0, await MovingAsync());
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        Assert.Equal(0, await MovingAsync());

        Task<int> MovingAsync() => page.EvaluateAsync<int>(
            """
            () => [...document.querySelectorAll('*')].filter(element => ['', '::before', '::after', '::backdrop'].some(part => {
              const style = getComputedStyle(element, part || null);
              return `${style.transitionDuration}, ${style.animationDuration}`.split(', ').some(duration => parseFloat(duration) > 0);
            })).length
            """);
    }

    [Fact]
    public async Task All_that_match_are_those_of_every_page_and_nobody_else()
    {
        var account = await AccountAsync(70, index => index < 60 ? "interested" : "potential");
        var page = await OpenAsync(account, "/requisitions/req-1?stage=interested");

        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(50);
        await page.GetByRole(AriaRole.Link, new() { Name = "Export all 60 that match" }).ClickAsync();
        await Expect(Dialog(page).GetByRole(AriaRole.Heading, new() { Name = "Export 60 candidates to Lever" })).ToBeVisibleAsync();
        await Dialog(page).GetByRole(AriaRole.Button, new() { Name = "Export to Lever" }).ClickAsync();

        await Expect(Dialog(page).GetByRole(AriaRole.Status).Filter(new() { HasText = "Completed: 60 exported." })).ToBeAttachedAsync(new() { Timeout = 60_000 });
        var held = (await account.Lever.LedgerAsync()).Opportunities.Where(found => found.Sources.Contains("headhuntr.io")).Select(found => found.Name);
        Assert.Equal(Enumerable.Range(1, 60).Select(number => $"Person {number}").Order(), held.Order());
    }

    [Fact]
    public async Task A_name_is_text_wherever_it_is_shown()
    {
        const string Name = "<img src=x onerror=\"window.ran=true\"><b>Mallory</b>";
        var account = await stack.ActiveAccountAsync();
        await account.PutRequisitionAsync("req-1", account.OpenPosting);
        var candidates = await account.AddCandidatesAsync(1, _ => new { name = Name, requisitionId = "req-1" });
        var page = await OpenAsync(account, "/requisitions/req-1");

        await Expect(page.GetByRole(AriaRole.Link, new() { Name = Name, Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Export to ATS" }).ClickAsync();
        await Expect(Dialog(page).GetByRole(AriaRole.Heading, new() { Name = $"Export {Name} to Lever" })).ToBeVisibleAsync();
        await Dialog(page).GetByRole(AriaRole.Button, new() { Name = "Export to Lever" }).ClickAsync();
        await Expect(Dialog(page).GetByRole(AriaRole.Link, new() { Name = Name, Exact = true })).ToBeVisibleAsync();
        await page.GotoAsync($"/candidates/{candidates[0]}");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = Name })).ToBeVisibleAsync();
        Assert.False(await page.EvaluateAsync<bool>("'ran' in window"));
    }

    [Fact]
    public async Task No_inline_script_runs_should_one_slip_through()
    {
        var page = await OpenAsync(await AccountAsync(1), "/requisitions/req-1");

        await page.EvaluateAsync("() => { const script = document.createElement('script'); script.textContent = 'window.ran = true'; document.body.append(script); }");

        Assert.False(await page.EvaluateAsync<bool>("'ran' in window"));
    }

    private static ILocator Dialog(IPage page) => page.GetByRole(AriaRole.Dialog);

    private static string OpenPostingText(TestAccount account) => account.Lever.Postings.First(posting => posting.Id == account.OpenPosting).Text;

    /// <summary>Goes on with one key until what is named has the focus, and sees that it shows.</summary>
    private static async Task TabToAsync(IPage page, string name, string key = "Tab")
    {
        for (var presses = 0; presses < 60; presses++)
        {
            await page.Keyboard.PressAsync(key);
            var focused = page.Locator("*:focus");
            if (await focused.CountAsync() == 0 || !(await focused.EvaluateAsync<string>("element => (element.labels?.[0] ?? element).textContent")).Contains(name, StringComparison.Ordinal)) continue;

            Assert.Equal("solid", await focused.EvaluateAsync<string>("element => getComputedStyle(element).outlineStyle"));
            return;
        }

        Assert.Fail($"{name} is not reached by {key}.");
    }

    private async Task<TestAccount> AccountAsync(int candidates, Func<int, string>? stage = null)
    {
        var account = await stack.ActiveAccountAsync();
        await account.PutRequisitionAsync("req-1", account.OpenPosting);
        await account.AddCandidatesAsync(candidates, index => new { requisitionId = "req-1", stage = stage?.Invoke(index) ?? "potential" });
        return account;
    }

    private async Task<IPage> OpenAsync(TestAccount account, string address, bool javaScript = true)
    {
        var page = await browser.OpenAsync(stack.Ui, javaScript: javaScript);
        await page.OpenLinkAsync(await account.SignInUrlAsync(account.Recruiter));
        await page.GotoAsync(address);
        return page;
    }
}
