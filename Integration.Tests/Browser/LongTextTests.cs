using System.Net.Http.Json;
using Integration.Tests.Stack;
using Microsoft.Playwright;

namespace Integration.Tests.Browser;

/// <summary>What others wrote, in one word that fits nowhere.</summary>
public sealed class LongTextTests(StackFixture stack, BrowserFixture browser)
{
    private static readonly string Word = new('W', 200);

    [Fact]
    public async Task No_text_of_others_makes_a_page_wider_than_its_window()
    {
        var account = await stack.CreateAccountAsync();
        await PutAsync($"/platform/accounts/{account.Id}", new { name = Word });
        await PutAsync(account.PlatformPath($"members/{account.Admin}"), new { name = Word, email = account.Lever.SuperAdmin.Email, role = "admin" });
        await PutAsync(account.PlatformPath($"members/{account.UnmappedRecruiter}"), new { name = Word, email = $"{new string('w', 60)}@{new string('w', 60)}.example", role = "recruiter" });
        await PutAsync(account.PlatformPath("requisitions/req-1"), new { title = Word, code = new string('W', 60), location = Word, leverPostingId = account.OpenPosting });
        var candidates = await account.AddCandidatesAsync(2, _ => new { name = Word, requisitionId = "req-1", headline = Word, location = Word, stage = new string('w', 60) });
        await account.ConnectAsync();
        await account.MapAsync(account.Admin, account.Lever.SuperAdmin.Email);
        await account.ActivateAsync();
        var export = await account.ExportAsync(new { candidateIds = candidates[..1].Append(new string('w', 100)) }, account.Admin);
        await account.CompletedAsync(export);
        var gallery = new Gallery(await browser.OpenAsync(stack.Ui));
        await gallery.Page.OpenLinkAsync(await account.SignInUrlAsync(account.Admin));

        string[] addresses =
        [
            "/", "/candidates", "/requisitions/req-1", $"/candidates/{candidates[0]}", $"/candidates?search={Word}", $"/exports/new?candidate={candidates[1]}", $"/exports/{export}",
            "/exports", "/setup", "/setup/users", "/setup/users?search=nobody", "/setup/activate", "/setup/sync", "/setup/connection", "/setup/webhooks",
        ];
        foreach (var address in addresses)
        {
            await gallery.ShowAsync($"long-text-{Array.IndexOf(addresses, address)}", address);
            await Assertions.Expect(gallery.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" })).ToBeInViewportAsync();
        }

        await gallery.Page.GotoAsync("/requisitions/req-1");
        await gallery.Page.GetByRole(AriaRole.Link, new() { Name = "Export to ATS" }).First.ClickAsync();
        await gallery.Page.GetByRole(AriaRole.Link, new() { Name = "Cancel" }).WaitForAsync();
        await gallery.LookAsync("long-text-dialog");
        Assert.Empty(gallery.Findings);
    }

    private async Task PutAsync(string path, object body) => (await stack.Platform.PutAsJsonAsync(path, body)).EnsureSuccessStatusCode();
}
