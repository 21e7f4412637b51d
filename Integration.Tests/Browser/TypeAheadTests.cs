using System.Text.RegularExpressions;
using Integration.Tests.Stack;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Integration.Tests.Browser;

/// <summary>A picker that is searched by typing, with fast hands and a list that comes late.</summary>
public sealed class TypeAheadTests(StackFixture stack, BrowserFixture browser)
{
    [Theory]
    [InlineData("Enter")]
    [InlineData("ArrowDown", "Enter")]
    [InlineData("ArrowDown", "ArrowUp", "Enter")]
    [InlineData("Tab")]
    [InlineData("Enter", "Tab")]
    public async Task What_is_typed_is_chosen_by_keys_that_come_before_the_list(params string[] keys)
    {
        var (account, page, list) = await OpenAsync();
        await Picker(page).FocusAsync();

        await page.Keyboard.TypeAsync(Posting(account).Text);
        foreach (var key in keys) await page.Keyboard.PressAsync(key);
        list.SetResult();

        await Expect(Value(page)).ToHaveValueAsync(Posting(account).Id);
        await Expect(Picker(page)).ToHaveValueAsync(new Regex(Regex.Escape(Posting(account).Text)));
    }

    [Fact]
    public async Task A_second_arrow_before_the_list_goes_to_the_second_of_it()
    {
        var (_, page, list) = await OpenAsync();
        await Picker(page).FocusAsync();
        await page.Keyboard.TypeAsync("e");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");

        list.SetResult();

        await Expect(page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Option).Nth(1)).ToHaveClassAsync("active");
    }

    [Fact]
    public async Task The_form_is_sent_with_what_was_typed_and_not_without()
    {
        var (account, page, list) = await OpenAsync();
        await Picker(page).FocusAsync();
        await page.Keyboard.TypeAsync(Posting(account).Text);

        await page.GetByRole(AriaRole.Button, new() { Name = "Export to Lever" }).ClickAsync();
        list.SetResult();

        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Completed: 1 exported." })).ToBeAttachedAsync(new() { Timeout = 30_000 });
        Assert.Equal(Posting(account).Id, Assert.Single((await account.Lever.LedgerAsync()).Opportunities, held => held.Sources.Contains("headhuntr.io")).Posting);
    }

    [Fact]
    public async Task What_matches_nothing_stays_is_told_and_nothing_is_sent_with_another_choice()
    {
        var (account, page, list) = await OpenAsync();
        list.SetResult();
        await Picker(page).FocusAsync();
        await page.Keyboard.TypeAsync("Desginer");

        await page.GetByRole(AriaRole.Button, new() { Name = "Export to Lever" }).ClickAsync();

        await Expect(page.GetByText("Nothing matches. Choose from the list, or empty the field.")).ToBeVisibleAsync();
        await Expect(Picker(page)).ToHaveValueAsync("Desginer");
        Assert.Empty((await account.GetJsonAsync(account.Recruiter, "exports")).Items());
    }

    [Fact]
    public async Task Escape_takes_back_what_was_typed_and_the_late_list_stays_closed()
    {
        var (account, page, list) = await OpenAsync();
        await Picker(page).FocusAsync();
        await page.Keyboard.TypeAsync(Posting(account).Text);
        var asked = page.WaitForResponseAsync(response => response.Url.Contains("/exports/choices/", StringComparison.Ordinal));
        await page.WaitForRequestAsync(request => request.Url.Contains("/exports/choices/", StringComparison.Ordinal));

        await page.Keyboard.PressAsync("Escape");
        list.SetResult();
        await asked;

        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await Expect(Picker(page)).ToHaveAttributeAsync("aria-expanded", "false");
        await Expect(Picker(page)).ToHaveValueAsync("No posting: a general opportunity");
        await Expect(Value(page)).ToHaveValueAsync("");
    }

    private static ILocator Picker(IPage page) => page.GetByRole(AriaRole.Combobox, new() { Name = "Job posting (optional)" });

    private static ILocator Value(IPage page) => page.Locator("select[name=PostingId]");

    private static (string Id, string Text) Posting(TestAccount account)
    {
        var posting = account.Lever.Postings.First(found => found.Id == account.OpenPosting);
        return (posting.Id, posting.Text);
    }

    /// <summary>The dialog of one candidate, where Lever's postings are not told before the list is let go.</summary>
    private async Task<(TestAccount Account, IPage Page, TaskCompletionSource List)> OpenAsync()
    {
        var account = await stack.ActiveAccountAsync();
        await account.AddCandidatesAsync(1);
        var page = await browser.OpenAsync(stack.Ui);
        await page.OpenLinkAsync(await account.SignInUrlAsync(account.Recruiter));
        await page.GotoAsync("/candidates");
        var list = new TaskCompletionSource();
        await page.RouteAsync("**/exports/choices/**", async route =>
        {
            await list.Task;
            await route.ContinueAsync();
        });
        await page.GetByRole(AriaRole.Link, new() { Name = "Export to ATS" }).ClickAsync();
        await Picker(page).WaitForAsync();
        return (account, page, list);
    }
}
