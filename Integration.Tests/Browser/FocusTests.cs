using Integration.Tests.Stack;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Integration.Tests.Browser;

/// <summary>Where the focus is after something has changed, and whether it is seen.</summary>
public sealed class FocusTests(StackFixture stack, BrowserFixture browser)
{
    [Fact]
    public async Task After_a_mapping_a_removal_and_a_refusal_the_focus_is_still_in_the_row()
    {
        var (_, page) = await OpenAsync("/setup/users");
        var row = page.Locator("tr:has-text('Ravi Recruiter')");

        await PressAsync("Map Ravi Recruiter");
        await page.GetByText("1 user mapped and active.").WaitForAsync();
        await Expect(row).ToBeFocusedAsync();
        await PressAsync("Remove the mapping of Ravi Recruiter");
        await page.GetByText("Ravi Recruiter is no longer mapped.").WaitForAsync();
        await Expect(row).ToBeFocusedAsync();
        await page.GetByLabel("Lever Email ID of Ravi Recruiter").FillAsync("nobody@nowhere.example");
        await PressAsync("Map Ravi Recruiter");
        await page.GetByText("No user in Lever has this e-mail address.").WaitForAsync();
        await Expect(page.GetByLabel("Lever Email ID of Ravi Recruiter")).ToBeFocusedAsync();

        async Task PressAsync(string name)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = name }).FocusAsync();
            await page.Keyboard.PressAsync("Enter");
        }
    }

    [Fact]
    public async Task A_page_that_refuses_begins_at_the_field()
    {
        var (_, page) = await OpenAsync("/setup/webhooks");
        var field = page.GetByRole(AriaRole.Textbox, new() { Name = "Candidate Hired", Exact = true });

        await field.FillAsync("half a token");
        await page.GetByRole(AriaRole.Button, new() { Name = "Proceed to user mapping" }).ClickAsync();
        await page.WaitForFunctionAsync("document.querySelector('input[value=\"half a token\"]')");

        await Expect(field).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Nothing_that_has_the_focus_is_under_the_toolbar()
    {
        var (account, page) = await OpenAsync("/");
        await account.MapAsync(account.Admin, account.Lever.SuperAdmin.Email);
        await account.ActivateAsync();
        await account.AddCandidatesAsync(45);
        await page.GotoAsync("/candidates");

        await page.GetByRole(AriaRole.Link, new() { Name = "Export to ATS" }).Last.FocusAsync();
        for (var presses = 0; presses < 100; presses++)
        {
            await page.Keyboard.PressAsync("Shift+Tab");
            Assert.True(await page.EvaluateAsync<bool>(
                """
                () => {
                  const at = document.activeElement, bar = document.querySelector('.toolbar');
                  return bar.contains(at) || !at.closest('tbody') || at.getBoundingClientRect().top >= bar.getBoundingClientRect().bottom;
                }
                """), "The focus is under the toolbar.");
        }
    }

    [Fact]
    public async Task In_forced_colours_the_page_that_is_open_and_the_option_that_is_pointed_at_are_told_from_the_others()
    {
        var (account, page) = await OpenAsync("/");
        await account.MapAsync(account.Admin, account.Lever.SuperAdmin.Email);
        await account.ActivateAsync();
        var candidates = await account.AddCandidatesAsync(1);
        await page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.Active });
        await page.GotoAsync($"/exports/new?candidate={candidates[0]}");

        await page.GetByRole(AriaRole.Combobox, new() { Name = "Job posting (optional)" }).FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.GetByRole(AriaRole.Option).First.WaitForAsync();

        Assert.Equal("solid", await page.Locator(".popup li.active").EvaluateAsync<string>("option => getComputedStyle(option).outlineStyle"));
        Assert.NotEqual(await LineAsync("Exports"), await LineAsync("Candidates"));

        Task<string> LineAsync(string name) =>
            page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).EvaluateAsync<string>("link => getComputedStyle(link).borderBottomColor");
    }

    private Task<(TestAccount Account, IPage Page)> OpenAsync(string address) => browser.OpenConnectedAsync(stack, address);
}
