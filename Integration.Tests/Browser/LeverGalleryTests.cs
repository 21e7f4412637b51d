using Integration.Tests.Stack;

namespace Integration.Tests.Browser;

/// <summary>The pages on which a person plays Lever: for everyone.</summary>
public sealed class LeverGalleryTests(StackFixture stack, BrowserFixture browser)
{
    [Fact]
    public async Task Every_page_of_the_sandbox_is_for_everyone()
    {
        var account = await stack.ActiveAccountAsync();
        var lever = account.Lever;
        var exported = await account.ExportAsync(new { candidateIds = await account.AddCandidatesAsync(3) });
        await account.CompletedAsync(exported);
        var opportunity = (await lever.LedgerAsync()).Opportunities.First(held => held.Sources.Contains("headhuntr.io")).Id;
        await lever.EnableWebhooksAsync();
        await account.PostAsync(account.Admin, "connection/webhooks/provision", null);
        var gallery = new Gallery(await browser.OpenAsync(stack.Sandbox.Url));

        await ShowAsync("deliveries-none", "/settings/deliveries");
        await lever.MoveAsync(opportunity, "offer");
        await lever.ArchiveAsync(opportunity);
        await EventuallyAsync.TrueAsync(async () => (await lever.DeliveriesAsync()).Any(sent => sent.State == "delivered"), "a delivery has arrived");
        await ShowAsync("candidates", "/");
        await ShowAsync("candidate", $"/candidates/{opportunity}");
        await ShowAsync("postings", "/postings");
        await ShowAsync("jobs", "/jobs/northwind");
        await ShowAsync("job", "/jobs/northwind/5eed0004-0000-4000-8000-000000000001/apply");
        await ShowAsync("sign-in", "/sign-in");
        await ShowAsync("settings-webhooks", "/settings/webhooks");
        await ShowAsync("settings-deliveries", "/settings/deliveries");
        await ShowAsync("settings-authorized-apps", "/settings/authorized-apps");
        await gallery.ShowAsync("lever-consent", await account.AuthorizeUrlAsync());
        await ShowAsync("not-found", "/not-found");

        Assert.Empty(gallery.Findings);

        Task ShowAsync(string name, string path) => gallery.ShowAsync($"lever-{name}", $"{path}?organisation={lever.Id}");
    }
}
