using System.Text.RegularExpressions;
using Integration.Tests.Stack;

namespace Integration.Tests.Pages;

/// <summary>The help article about the integration, section by section: what it says is true on the pages, in its own words.</summary>
public sealed partial class ArticleTests(StackFixture stack)
{
    private static readonly string[] Webhooks =
        ["Application Created", "Candidate Stage Change", "Candidate Archive Stage Change", "Candidate Hired", "Candidate Deleted"];

    [Fact]
    public async Task Setting_up_the_headhuntr_io_integration()
    {
        var account = await stack.CreateAccountAsync();
        using var recruiter = await Visitor.SignedInAsync(account, account.Recruiter);
        Says(await recruiter.OpenAsync("/setup"), "You must be a team or organization with admin rights in headhuntr.io to install this integration.");
        using var admin = await Visitor.SignedInAsync(account, account.Admin);

        Assert.Contains("href=\"/setup\"", (await admin.OpenAsync("/")).Html, StringComparison.Ordinal);
        var company = await admin.OpenAsync("/setup");
        Says(company, "Company Account Details", "Export add-ons ATS Configuration");
        Assert.Contains("href=\"/setup/ats\"", company.Html, StringComparison.Ordinal);
        var ats = await admin.OpenAsync("/setup/ats");
        Says(ats, "ATS Configuration", "ATS Application Select Lever", "Save & Proceed",
            "The headhuntr.io integration automatically syncs potential, qualified, and interested candidates sourced in headhuntr.io to Lever.");

        var next = await admin.SubmitAsync(ats, "/setup/ats", [("Application", "lever")]);
        Says(next, "Select Authorize.", "On the modal, log in to Lever", "Review the list of requested permissions and click Accept.",
            "You will be redirected to the configuration wizard on headhuntr.io.");
        Assert.Matches("<button[^>]*>\\s*<span>Authorize</span>", next.Html);
        var leaving = await admin.SubmitAsync(next, "/setup/authorize");
        using var lever = Visitor.At(stack.Sandbox.Url);
        var modal = await lever.OpenAsync($"{leaving.Header("Refresh")!["0;url=".Length..]}&organisation={account.Lever.Id}");
        Says(modal, "headhuntr.io", "Accept", "View and manage opportunities");

        var accepted = await account.Lever.ConsentAsync(modal.Address.ToString(), account.Lever.SuperAdmin.Id);
        var wizard = await admin.OpenAsync(accepted.Headers.Location!.ToString());
        Assert.Equal("/setup/webhooks", wizard.Path);
        Says(wizard, "Configuration Wizard", "Webhook configuration");
    }

    [Fact]
    public async Task It_can_only_be_enabled_by_Super_Admins()
    {
        var account = await stack.CreateAccountAsync();
        using var visitor = await Visitor.SignedInAsync(account, account.Admin);

        Says(await visitor.OpenAsync("/setup/ats"), "Only a Super Admin in Lever can enable it");
        var refused = await account.AuthorizeAsync(user: account.Lever.User("admin").Id);
        var told = await visitor.OpenAsync(refused.Headers.Location!.PathAndQuery);

        Says(told, "only a Super Admin can accept");
        Assert.Equal("not-connected", (await account.GetJsonAsync(account.Admin, "connection")).Text("status"));
    }

    [Fact]
    public async Task Webhook_configuration()
    {
        var account = await stack.CreateAccountAsync();
        await account.ConnectAsync();
        using var visitor = await Visitor.SignedInAsync(account, account.Admin);
        var endpoint = (await account.GetJsonAsync(account.Admin, "connection")).GetProperty("webhooks").Text("endpointUrl");

        var wizard = await visitor.OpenAsync("/setup/webhooks");
        Says(wizard, "Copy the endpoint URL", "In Lever, navigate to Settings > Integrations and API > Webhooks.",
            "On the 'Webhooks' page, enable the following webhooks by clicking the toggle to the on (blue position) if they are not already enabled: "
            + string.Join(' ', Webhooks),
            "Copy the generated signature token for each webhook in Lever and paste it into headhuntr.io.", "Add webhook");
        Assert.Contains($"value=\"{endpoint}\"", wizard.Html, StringComparison.Ordinal);
        var add = await visitor.OpenAsync("/setup/webhooks/add");
        Says(add, "Add webhook", "Endpoint URL", "Signature token", string.Join(' ', Webhooks));

        using var lever = Visitor.At(stack.Sandbox.Url);
        var settings = await lever.OpenAsync($"/settings/webhooks?organisation={account.Lever.Id}");
        Says(settings, ["Settings > Integrations and API", .. Webhooks]);
    }

    [Fact]
    public async Task User_mapping()
    {
        var account = await stack.CreateAccountAsync();
        await account.ConnectAsync();
        using var visitor = await Visitor.SignedInAsync(account, account.Admin);

        Assert.Contains("href=\"/setup/users\"", (await visitor.OpenAsync("/setup/webhooks")).Html, StringComparison.Ordinal);
        var users = await visitor.OpenAsync("/setup/users");
        Says(users, "Map users in headhuntr.io to the users in Lever by providing their Lever Email ID.", "Only mapped users will be able to export candidates.",
            "At least one user should be mapped and active to complete the setup.");
        Says(await visitor.SubmitAsync(await visitor.OpenAsync("/setup/activate"), "/setup/activate"), "At least one user should be mapped and active to complete the setup.");

        await visitor.SubmitAsync(users, "/setup/users", [("MemberId", account.Recruiter), ("LeverEmail", account.Lever.User("team member").Email)]);
        var activate = await visitor.OpenAsync("/setup/activate");
        Assert.Matches("<button[^>]*>\\s*<span>Activate</span>", activate.Html);
        Says(activate, "Once the configuration is activated, all the users who have the access to Lever will be able to export candidates to Lever "
            + "from any stage in the requisition in headhuntr.io.");
        Says(await visitor.SubmitAsync(activate, "/setup/activate"), "Lever is active");
    }

    [Fact]
    public async Task Exporting_candidates_and_what_they_look_like_in_Lever()
    {
        var account = await stack.ActiveAccountAsync();
        await account.PutRequisitionAsync("req-1", null);
        var candidates = await account.AddCandidatesAsync(2, index => new { stage = index == 0 ? "qualified" : "a stage of their own", requisitionId = "req-1" });
        var posting = account.Lever.Postings.First(found => found.Id == account.OpenPosting);
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);

        Says(await visitor.OpenAsync("/requisitions/req-1"), "Qualified", "A stage of their own", "Export to ATS");
        var form = await visitor.OpenAsync($"/exports/new?candidate={candidates[0]}");
        Says(form, "Job posting (optional)", "Requisition in Lever (optional)", "headhuntr.io", "'New Lead' stage");
        await ExportedAsync(await visitor.SubmitAsync(form, "/exports/new"));
        await ExportedAsync(await visitor.SubmitAsync(
            await visitor.OpenAsync($"/exports/new?candidate={candidates[1]}"), "/exports/new", [("PostingId", posting.Id)]));

        Says(await InLeverAsync("Person 1"), "Stage New lead", "Source headhuntr.io", "Posting None: a general opportunity");
        Says(await InLeverAsync("Person 2"), "Stage New lead", "Source headhuntr.io", $"Posting {posting.Text}");

        Task ExportedAsync(VisitedPage started) => account.CompletedAsync(started.Path["/exports/".Length..]);

        async Task<VisitedPage> InLeverAsync(string name)
        {
            using var lever = Visitor.At(stack.Sandbox.Url);
            var held = (await account.Lever.LedgerAsync()).Opportunities.Single(found => found.Name == name);
            return await lever.OpenAsync($"/candidates/{held.Id}?organisation={account.Lever.Id}");
        }
    }

    [Fact]
    public async Task Disabling_the_headhuntr_io_integration()
    {
        var account = await stack.ActiveAccountAsync();
        using var visitor = await Visitor.SignedInAsync(account, account.Admin);
        using var lever = Visitor.At(stack.Sandbox.Url);

        Says(await visitor.OpenAsync("/setup/disconnect"), "In Lever, navigate to Settings > Integrations and API.",
            "Under the 'Authorized Apps' tab, locate the headhuntr.io app and click Revoke access.");
        var apps = await lever.OpenAsync($"/settings/authorized-apps?organisation={account.Lever.Id}");
        Says(apps, "Settings > Integrations and API", "Authorized Apps", "headhuntr.io", "Revoke access");
        await lever.SubmitAsync(apps, "/settings/authorized-apps", [("ends", "at-once")]);

        await account.GetAsync(account.Admin, "lever/stages");
        Says(await visitor.OpenAsync("/setup/connection"), "Access was revoked in Lever.");
    }

    private static void Says(VisitedPage page, params string[] sentences)
    {
        // A mark-up's end leaves a space before the full stop.
        var text = SpaceBeforeStop().Replace(page.Text, "");
        Assert.All(sentences, sentence => Assert.Contains(sentence, text, StringComparison.Ordinal));
    }

    [GeneratedRegex(" (?=[.,:;])")]
    private static partial Regex SpaceBeforeStop();
}
