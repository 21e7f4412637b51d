using Integration.Tests.Stack;
using Microsoft.Playwright;

namespace Integration.Tests.Browser;

/// <summary>Sign-in, the set-up in each of its states, and connection health: for everyone.</summary>
public sealed class SetupGalleryTests(StackFixture stack, BrowserFixture browser)
{
    private static readonly string[] AuthorizationErrors =
        ["denied", "bad-state", "wrong-member", "exchange-failed", "missing-scope", "wrong-environment", "different-lever-account", "lever-account-in-use"];

    [Fact]
    public async Task Every_page_before_the_setup_is_for_everyone()
    {
        var account = await stack.CreateAccountAsync();
        var gallery = new Gallery(await browser.OpenAsync(stack.Ui));

        await gallery.ShowAsync("sign-in", "/sign-in");
        await gallery.ShowAsync("sign-in-link-too-old", "/sign-in?token=used");
        await gallery.ShowAsync("sign-in-link", await account.SignInUrlAsync(account.UnmappedRecruiter));
        await gallery.Page.OpenLinkAsync(await account.SignInUrlAsync(account.UnmappedRecruiter));
        await gallery.LookAsync("home-of-a-recruiter-before-setup");
        await gallery.ShowAsync("setup-of-a-recruiter", "/setup");
        await gallery.ShowAsync("sign-in-link-of-somebody-else", await account.SignInUrlAsync(account.Admin));
        await gallery.Page.OpenLinkAsync(await account.SignInUrlAsync(account.Admin));
        await gallery.LookAsync("home-before-setup");
        await gallery.ShowAsync("setup", "/setup");
        await gallery.ShowAsync("setup-ats", "/setup/ats");
        await gallery.ShowAsync("setup-authorize", "/setup/authorize");
        await gallery.ShowAsync("setup-connection-before", "/setup/connection");
        foreach (var error in AuthorizationErrors) await gallery.ShowAsync($"setup-error-{error}", $"/setup?error={error}");
        await gallery.ShowAsync("not-found", "/nothing-here");
        await gallery.ShowAsync("parts", "/development/parts");
        await account.ConnectAsync();
        await gallery.ShowAsync("setup-authorized", "/setup");
        await gallery.ShowAsync("setup-activate-incomplete", "/setup/activate");

        Assert.Empty(gallery.Findings);
    }

    [Fact]
    public async Task Every_page_of_the_setup_is_for_everyone()
    {
        var account = await stack.CreateAccountAsync();
        var gallery = new Gallery(await browser.OpenAsync(stack.Ui));
        await gallery.Page.OpenLinkAsync(await account.SignInUrlAsync(account.Admin));

        await account.ConnectAsync();
        await account.Lever.EnableWebhooksAsync();
        await gallery.ShowAsync("setup-webhooks", "/setup/webhooks");
        await gallery.Page.Locator("input[data-check=signature-token]").First.FillAsync("not a token");
        await gallery.LookAsync("setup-webhooks-wrong-token");
        await gallery.ShowAsync("setup-webhooks-add", "/setup/webhooks/add");
        await account.MapAsync(account.Recruiter, account.Lever.User("team member").Email);
        await account.Lever.DeactivateUserAsync(account.Lever.User("team member").Id);
        await gallery.ShowAsync("setup-users", "/setup/users");
        await gallery.ShowAsync("setup-users-nobody-matches", "/setup/users?search=nobody-of-that-name");
        await account.MapAsync(account.Admin, account.Lever.SuperAdmin.Email);
        await gallery.ShowAsync("setup-users-mapped", "/setup/users");
        await gallery.Page.GetByRole(AriaRole.Button, new() { Name = "Remove the mapping of Ravi Recruiter" }).ClickAsync();
        await gallery.Page.GetByText("Ravi Recruiter is no longer mapped.").WaitForAsync();
        await gallery.LookAsync("setup-users-removed");
        await gallery.ShowAsync("setup-activate", "/setup/activate");
        await account.ActivateAsync();
        await gallery.ShowAsync("setup-active", "/setup");
        await gallery.ShowAsync("setup-connection", "/setup/connection");
        await stack.SqlAsync($"UPDATE connections SET authorized_at = now() - interval '350 days' WHERE account_id = '{account.Id}'");
        await gallery.ShowAsync("setup-connection-ends-soon", "/setup/connection");
        await gallery.ShowAsync("setup-sync", "/setup/sync");
        await gallery.ShowAsync("setup-disconnect", "/setup/disconnect");

        await account.Lever.RevokeAsync();
        await account.GetAsync(account.Admin, "lever/stages");
        Assert.Equal("revoked", (await account.GetJsonAsync(account.Admin, "connection")).Text("status"));
        await gallery.ShowAsync("setup-users-after-revocation", "/setup/users");
        await gallery.ShowAsync("setup-connection-revoked", "/setup/connection");
        await gallery.ShowAsync("home-revoked", "/");
        await gallery.Page.Context.ClearCookiesAsync();
        await gallery.ShowAsync("signed-out", "/exports");

        Assert.Empty(gallery.Findings);
    }
}
