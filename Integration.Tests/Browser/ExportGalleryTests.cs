using Integration.Tests.Stack;
using Microsoft.Playwright;

namespace Integration.Tests.Browser;

/// <summary>Requisitions, candidates, the export dialog and exports in each of their states: for everyone.</summary>
public sealed class ExportGalleryTests(StackFixture stack, BrowserFixture browser)
{
    [Fact]
    public async Task Every_page_of_an_export_is_for_everyone()
    {
        var account = await stack.ActiveAccountAsync();
        var gallery = new Gallery(await browser.OpenAsync(stack.Ui));
        await gallery.Page.OpenLinkAsync(await account.SignInUrlAsync(account.Admin));

        await gallery.ShowAsync("candidates-empty", "/candidates");
        await gallery.ShowAsync("exports-empty", "/exports");
        var candidates = await AddCandidatesAsync(account);
        await gallery.ShowAsync("home", "/");
        await gallery.ShowAsync("requisition-empty", "/requisitions/req-empty");
        await gallery.ShowAsync("requisition", "/requisitions/req-1");
        await LookAtTheDialogAsync(gallery);
        await gallery.ShowAsync("export-page", $"/exports/new?candidate={candidates[0]}");

        await account.Lever.FailAsync("POST", "/v1/opportunities", "429", times: 1_000);
        var running = await account.ExportAsync(new { candidateIds = candidates[..6] }, account.Admin);
        await gallery.ShowAsync("export-running", $"/exports/{running}");
        await account.Lever.ClearFaultsAsync();
        await account.CompletedAsync(running);
        await gallery.ShowAsync("export-completed", $"/exports/{running}");
        await account.Lever.FailAsync("POST", "/v1/opportunities", "400", times: 2);
        var mixed = await account.ExportAsync(new { candidateIds = candidates.Append("somebody-unknown") }, account.Admin);
        await account.CompletedAsync(mixed);
        await gallery.ShowAsync("export-mixed", $"/exports/{mixed}");
        await gallery.ShowAsync("export-nobody-left", $"/exports/new?candidate={candidates[0]}");
        await gallery.ShowAsync("export-again", $"/exports/new?candidate={candidates[0]}&PostingId=");
        await gallery.ShowAsync("export-some-left-out", "/exports/new?all=true");
        await gallery.ShowAsync("exports", "/exports");
        await gallery.ShowAsync("candidates", "/candidates");
        await gallery.ShowAsync("candidates-nothing-found", "/candidates?search=nobody-of-that-name");
        await gallery.ShowAsync("candidate", $"/candidates/{candidates[0]}");
        await gallery.ShowAsync("candidate-not-exported", $"/candidates/{(await account.AddCandidatesAsync(1))[0]}");

        Assert.Empty(gallery.Findings);
    }

    private static async Task LookAtTheDialogAsync(Gallery gallery)
    {
        var page = gallery.Page;
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Person 2" }).CheckAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Person 3" }).CheckAsync();
        await gallery.LookAsync("requisition-selected");
        await page.GetByRole(AriaRole.Button, new() { Name = "Export selected to ATS" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Export to Lever" }).WaitForAsync();
        await gallery.LookAsync("export-dialog");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Combobox).First.ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Option).First.WaitForAsync();
        await gallery.LookAsync("export-dialog-posting");
        await page.Keyboard.PressAsync("Escape");
        await page.RouteAsync("**/exports/new*", route => route.FulfillAsync(new() { Status = 500, Body = "" }));
        await page.GetByRole(AriaRole.Button, new() { Name = "Export to Lever" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByText("headhuntr.io could not do that just now.").WaitForAsync();
        await gallery.LookAsync("export-dialog-failed");
        await page.UnrouteAsync("**/exports/new*");
    }

    private static async Task<string[]> AddCandidatesAsync(TestAccount account)
    {
        await account.PutRequisitionAsync("req-empty", null);
        await account.PutRequisitionAsync("req-1", account.OpenPosting);
        return await account.AddCandidatesAsync(12, index => new
        {
            name = $"Person {index + 1}",
            requisitionId = "req-1",
            headline = "Staff Engineer at a company with a rather long name",
            location = "Berlin, Germany",
            stage = index % 3 == 0 ? "qualified" : "interested",
            notes = new[] { new { text = "Open to a change in spring.", author = "Ravi Recruiter" } },
        });
    }
}
