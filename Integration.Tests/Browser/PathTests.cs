using System.Text.RegularExpressions;
using Integration.Tests.Stack;
using Microsoft.Playwright;

namespace Integration.Tests.Browser;

/// <summary>The path of a newcomer in a real browser: authorize, map, activate, export, and see the candidate in Lever.</summary>
public sealed class PathTests(StackFixture stack, BrowserFixture browser)
{
    [Theory]
    [InlineData(1280, false, true)]
    [InlineData(360, true, true)]
    [InlineData(1280, false, false)]
    public async Task An_admin_sets_the_integration_up_and_exports_a_candidate(int width, bool dark, bool javaScript)
    {
        var account = await stack.CreateAccountAsync();
        await account.PutRequisitionAsync("req-1", null);
        await account.AddCandidatesAsync(3, index => new { name = $"Person {index + 1}", requisitionId = "req-1" });
        var page = await browser.OpenAsync(stack.Ui, width, dark, javaScript);
        var suffix = $"{width}{(dark ? "-dark" : "")}{(javaScript ? "" : "-without-script")}";

        await page.OpenLinkAsync(await account.SignInUrlAsync(account.Admin));
        await ShootAsync("home");
        await page.GotoAsync("/setup");
        await ShootAsync("company-account-details");
        await page.GetByRole(AriaRole.Link, new() { Name = "ATS Configuration" }).Or(page.GetByRole(AriaRole.Link, new() { Name = "Configure" })).First.ClickAsync();
        await page.GetByLabel("ATS Application").SelectOptionAsync(new SelectOptionValue { Label = "Lever" });
        await ShootAsync("ats-configuration");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save & Proceed" }).ClickAsync();
        await ShootAsync("authorize");

        // As at Lever itself, the person signs in to their own organisation before the consent.
        var consent = $"{await account.AuthorizeUrlAsync()}";
        await page.GotoAsync(consent);
        await ShootAsync("consent");
        await page.GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();
        // Not by waiting for the page's load: it may have been reported before anybody asked.
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/setup/webhooks$"), new() { Timeout = 30_000 });
        await page.GetByRole(AriaRole.Heading, new() { Name = "Webhooks" }).First.WaitForAsync();
        await ShootAsync("webhooks");

        await page.GotoAsync("/setup/users");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("suggested", System.Text.RegularExpressions.RegexOptions.IgnoreCase) }).ClickAsync();
        await ShootAsync("user-mapping");
        await page.GotoAsync("/setup/activate");
        await ShootAsync("activate");
        await page.GetByRole(AriaRole.Button, new() { Name = "Activate" }).ClickAsync();
        await EventuallyAsync.TrueAsync(
            async () => (await account.GetJsonAsync(account.Admin, "connection")).GetProperty("status").GetString() == "active", "the connection is active");

        await page.GotoAsync("/requisitions/req-1");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Person 2" }).CheckAsync();
        await ShootAsync("requisition");
        await page.GetByRole(AriaRole.Button, new() { Name = "Export selected to ATS" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Export to Lever" }).WaitForAsync();
        await ShootAsync("export");
        await page.GetByRole(AriaRole.Button, new() { Name = "Export to Lever" }).ClickAsync();

        await EventuallyAsync.TrueAsync(
            async () => (await account.Lever.LedgerAsync()).Opportunities.Any(held => held.Name == "Person 2" && held.Sources.Contains("headhuntr.io")),
            "Person 2 is in Lever");
        await ShootAsync("result");
        await page.GotoAsync("/exports");
        await page.GetByText("Completed").First.WaitForAsync();
        await ShootAsync("exports");
        await page.GotoAsync(new Uri(stack.Sandbox.Url, $"/?organisation={account.Lever.Id}").ToString());
        await page.GetByText("Person 2").First.WaitForAsync();
        await ShootAsync("sandbox");

        Task ShootAsync(string name) => BrowserFixture.ShootAsync(page, $"{name}-{suffix}");
    }
}
