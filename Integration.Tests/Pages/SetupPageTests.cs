using System.Net;
using System.Net.Http.Json;
using Integration.Tests.Stack;

namespace Integration.Tests.Pages;

/// <summary>The configuration, as an admin walks through it without script.</summary>
public sealed class SetupPageTests(StackFixture stack)
{
    [Fact]
    public async Task An_admin_sets_Lever_up_from_Company_Account_Details_to_Activate()
    {
        var account = await stack.CreateAccountAsync();
        using var visitor = await Visitor.SignedInAsync(account, account.Admin);

        var company = await visitor.OpenAsync("/setup");
        Assert.Contains("Company Account Details", company.Text, StringComparison.Ordinal);
        Assert.Contains("href=\"/setup/ats\"", company.Html, StringComparison.Ordinal);

        var authorize = await visitor.SubmitAsync(await visitor.OpenAsync("/setup/ats"), "/setup/ats", [("Application", "lever")]);
        Assert.Equal("/setup/authorize", authorize.Path);

        var leaving = await visitor.SubmitAsync(authorize, "/setup/authorize");
        var lever = leaving.Header("Refresh")!["0;url=".Length..];
        var consent = await account.Lever.ConsentAsync($"{lever}&organisation={account.Lever.Id}", account.Lever.SuperAdmin.Id);
        var webhooks = await visitor.OpenAsync(consent.Headers.Location!.ToString());
        Assert.Equal(new Uri(stack.Ui, "/setup/webhooks"), webhooks.Address);
        Assert.Contains($"{stack.Api}webhooks/lever/", webhooks.Html, StringComparison.Ordinal);

        var users = await visitor.OpenAsync("/setup/users");
        Assert.Contains("Map at least one user to go on.", users.Text, StringComparison.Ordinal);
        users = await visitor.SubmitAsync(users, "/setup/users/suggested");
        Assert.Contains("2 users mapped and active.", users.Text, StringComparison.Ordinal);

        var activated = await visitor.SubmitAsync(await visitor.OpenAsync("/setup/activate"), "/setup/activate");
        Assert.Equal("/", activated.Path);
        Assert.Contains("Lever is active", activated.Text, StringComparison.Ordinal);
        Assert.Equal("active", (await account.GetJsonAsync(account.Admin, "connection")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Automatic_sync_is_offered_ticked_and_what_is_chosen_is_kept()
    {
        var account = await stack.CreateAccountAsync();
        await account.ConnectAsync();
        await account.MapAsync(account.Recruiter, account.Lever.User("team member").Email);
        using var visitor = await Visitor.SignedInAsync(account, account.Admin);

        var page = await visitor.OpenAsync("/setup/activate");
        Assert.Equal("true", page.Form("/setup/activate")["Sync.Enabled"]);
        await visitor.SubmitAsync(page, "/setup/activate", [("Sync.Stages", "interested"), ("Sync.ExportNotes", null)]);

        var settings = await account.GetJsonAsync(account.Admin, "settings");
        Assert.True(settings.GetProperty("autoSync").GetProperty("enabled").GetBoolean());
        Assert.Equal(["interested"], settings.GetProperty("autoSync").GetProperty("stages").EnumerateArray().Select(stage => stage.GetString()));
        Assert.Equal(account.Recruiter, settings.GetProperty("autoSync").GetProperty("defaultMemberId").GetString());
        Assert.False(settings.GetProperty("exportNotes").GetBoolean());
    }

    [Fact]
    public async Task Automatic_sync_of_no_stage_is_refused_in_place()
    {
        var account = await stack.ActiveAccountAsync();
        using var visitor = await Visitor.SignedInAsync(account, account.Admin);

        var refused = await visitor.SubmitAsync(
            await visitor.OpenAsync("/setup/sync"), "/setup/sync", [("Sync.Enabled", "true"), ("Sync.Stages", null)]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("Choose at least one stage", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Activating_without_a_mapped_user_says_what_is_missing()
    {
        var account = await stack.CreateAccountAsync();
        await account.ConnectAsync();
        using var visitor = await Visitor.SignedInAsync(account, account.Admin);

        var refused = await visitor.SubmitAsync(await visitor.OpenAsync("/setup/activate"), "/setup/activate");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("At least one user should be mapped and active to complete the setup.", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_choice_of_no_application_is_refused_in_place()
    {
        var account = await stack.CreateAccountAsync();
        using var visitor = await Visitor.SignedInAsync(account, account.Admin);

        var refused = await visitor.SubmitAsync(await visitor.OpenAsync("/setup/ats"), "/setup/ats");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("Select an ATS application.", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_failure_of_the_authorization_has_words_of_its_own_and_a_next_step()
    {
        var account = await stack.CreateAccountAsync();
        using var visitor = await Visitor.SignedInAsync(account, account.Admin);
        string[] codes =
        [
            "denied", "bad-state", "wrong-member", "exchange-failed", "missing-scope", "wrong-environment", "different-lever-account",
            "lever-account-in-use", "something-else",
        ];

        var words = new HashSet<string>();
        foreach (var code in codes)
        {
            var page = await visitor.OpenAsync($"/setup?error={code}");
            Assert.True(page.Form("/setup/authorize").IsPost);
            Assert.True(words.Add(page.Text), $"{code} says the same as another.");
        }

        var replace = (await visitor.OpenAsync("/setup?error=different-lever-account")).Form("/setup/authorize", index: 1);
        Assert.Equal("true", replace["Replace"]);
    }

    [Fact]
    public async Task A_mapping_that_Lever_refuses_says_why_beside_the_address()
    {
        var account = await stack.CreateAccountAsync();
        await account.ConnectAsync();
        using var visitor = await Visitor.SignedInAsync(account, account.Admin);
        var users = await visitor.OpenAsync("/setup/users");

        var unknown = await MapAsync("nobody@nowhere.example");
        var tooLow = await MapAsync(account.Lever.User("interviewer").Email);
        var empty = await MapAsync("");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, unknown.Status);
        Assert.Contains("No user in Lever has this e-mail address.", unknown.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"nobody@nowhere.example\"", unknown.Html, StringComparison.Ordinal);
        Assert.Contains("is an Interviewer in Lever", tooLow.Text, StringComparison.Ordinal);
        Assert.Contains("Enter the e-mail address", empty.Text, StringComparison.Ordinal);

        Task<VisitedPage> MapAsync(string email) =>
            visitor.SubmitAsync(users, "/setup/users", [("MemberId", account.UnmappedRecruiter), ("LeverEmail", email)]);
    }

    [Fact]
    public async Task Each_state_of_a_mapping_has_its_word_and_what_to_do()
    {
        var account = await stack.CreateAccountAsync();
        await account.ConnectAsync();
        var (mapped, interviewer) = (account.Lever.User("team member"), account.Lever.User("interviewer"));
        await account.MapAsync(account.Recruiter, mapped.Email);
        await account.Lever.DeactivateUserAsync(mapped.Id);
        (await stack.Platform.PutAsJsonAsync(
            account.PlatformPath("members/ines"), new { name = "Ines", email = interviewer.Email, role = "recruiter" })).EnsureSuccessStatusCode();
        using var visitor = await Visitor.SignedInAsync(account, account.Admin);

        var users = await visitor.OpenAsync("/setup/users");

        Assert.Contains("Deactivated in Lever", users.Text, StringComparison.Ordinal);
        Assert.Contains("Map at least one user to go on.", users.Text, StringComparison.Ordinal);
        Assert.Contains("Reactivate the user in Lever, or remove the mapping", users.Text, StringComparison.Ordinal);
        Assert.Contains("Role too low", users.Text, StringComparison.Ordinal);
        Assert.Contains("Suggested", users.Text, StringComparison.Ordinal);
        Assert.Contains("No Lever user", users.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/setup/webhooks")]
    [InlineData("/setup/users")]
    [InlineData("/setup/activate")]
    public async Task The_steps_behind_the_authorization_lead_to_it_first(string address)
    {
        var account = await stack.CreateAccountAsync();
        using var visitor = await Visitor.SignedInAsync(account, account.Admin);

        Assert.Equal("/setup/authorize", (await visitor.OpenAsync(address)).Path);
    }

    [Fact]
    public async Task A_mapping_is_deactivated_and_removed_again()
    {
        var account = await stack.ActiveAccountAsync();
        using var visitor = await Visitor.SignedInAsync(account, account.Admin);

        var deactivated = await visitor.SubmitAsync(
            await visitor.OpenAsync($"/setup/users?search=ravi"), "/setup/users", [("Active", "false"), ("MemberId", account.Recruiter), ("LeverEmail", account.Lever.User("team member").Email)]);
        Assert.Contains("Not active", deactivated.Text, StringComparison.Ordinal);

        var removed = await visitor.SubmitAsync(deactivated, "/setup/users/unmap", [("MemberId", account.Recruiter)]);
        Assert.Contains("Suggested", removed.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_admins_see_the_configuration_and_others_read_who_can()
    {
        var account = await stack.CreateAccountAsync();
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);

        foreach (var address in new[] { "/setup", "/setup/ats", "/setup/authorize", "/setup/webhooks", "/setup/webhooks/add", "/setup/users", "/setup/activate", "/setup/connection", "/setup/disconnect", "/setup/sync" })
        {
            var page = await visitor.OpenAsync(address);
            Assert.Equal(HttpStatusCode.Forbidden, page.Status);
            Assert.Contains("Only admins configure the integration", page.Text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("href=\"/setup\"", (await visitor.OpenAsync("/")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unmapped_recruiter_reads_who_can_map_them()
    {
        var account = await stack.ActiveAccountAsync();
        using var visitor = await Visitor.SignedInAsync(account, account.UnmappedRecruiter);

        var home = await visitor.OpenAsync("/");

        Assert.Contains("You are not mapped to a user in Lever. Only mapped users will be able to export candidates. Ask your admin: Ada Admin", home.Text, StringComparison.Ordinal);
        Assert.Contains($"href=\"mailto:{account.Lever.SuperAdmin.Email}\"", home.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_health_says_who_authorized_it_until_when_and_what_is_paused_and_why()
    {
        var account = await stack.ActiveAccountAsync();
        await account.PostAsync(account.Admin, "connection/webhooks/provision", null);
        await account.Lever.FailAsync("POST", "/v1/opportunities", "429", times: 1_000);
        await account.ExportAsync(new { candidateIds = await account.AddCandidatesAsync(1) });
        using var visitor = await Visitor.SignedInAsync(account, account.Admin);

        var healthy = await visitor.OpenAsync("/setup/connection");
        await account.Lever.RevokeAsync();
        // A list that nobody has asked for yet, so that Lever is asked.
        await account.GetAsync(account.Admin, "lever/requisitions");
        var revoked = await EventuallyAsync.GetAsync(
            () => visitor.OpenAsync("/setup/connection"), page => page.Text.Contains("Exports paused 1 ", StringComparison.Ordinal), "the export is shown as paused");

        Assert.Contains("by Ada Admin, until", healthy.Text, StringComparison.Ordinal);
        Assert.Contains("5 of 5 webhooks have a token", healthy.Text, StringComparison.Ordinal);
        Assert.Contains("Exports paused none", healthy.Text, StringComparison.Ordinal);
        Assert.Contains("Access was revoked in Lever. 1 export paused. Nothing is lost", revoked.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(334, false)]
    [InlineData(336, true)]
    public async Task A_month_before_Lever_ends_the_authorization_the_page_asks_for_it_again(int daysAgo, bool asks)
    {
        var account = await stack.ActiveAccountAsync();
        using var visitor = await Visitor.SignedInAsync(account, account.Admin);
        await stack.SqlAsync($"UPDATE connections SET authorized_at = now() - interval '{daysAgo} days' WHERE account_id = '{account.Id}'");

        var page = await visitor.OpenAsync("/setup/connection");

        Assert.Equal(asks, page.Text.Contains("Lever lets the authorization end on", StringComparison.Ordinal));
        Assert.Equal(asks, page.Text.Contains("Authorize again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_comes_back_from_Lever_reads_what_was_joined_with_what_and_can_undo_it()
    {
        var account = await stack.CreateAccountAsync();
        await stack.Platform.PutAsJsonAsync(account.PlatformPath("members/admin-2"), new { name = "Second Admin", email = "second@elsewhere.example", role = "admin" });
        await account.ConnectAsync();
        using var visitor = await Visitor.SignedInAsync(account, account.Admin);
        using var colleague = await Visitor.SignedInAsync(account, "admin-2");
        const string Undo = "Not the one you meant?";

        var page = await visitor.OpenAsync("/setup/webhooks");
        var connection = await account.GetJsonAsync(account.Admin, "connection");
        Assert.Contains($"Company {account.Id} is connected to Lever. Lever account {connection.Text("leverAccountId")} .", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Undo, (await colleague.OpenAsync("/setup/webhooks")).Text, StringComparison.Ordinal);
        await visitor.SubmitAsync(page, "/setup/disconnect");
        Assert.Equal("not-connected", (await account.GetJsonAsync(account.Admin, "connection")).Text("status"));

        await account.ConnectAsync();
        Assert.Contains(Undo, (await visitor.OpenAsync("/setup/webhooks")).Text, StringComparison.Ordinal);
        await stack.SqlAsync($"UPDATE connections SET authorized_at = now() - interval '10 minutes' WHERE account_id = '{account.Id}'");
        Assert.DoesNotContain(Undo, (await visitor.OpenAsync("/setup/webhooks")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disconnecting_asks_first_and_says_what_ends_and_what_stays()
    {
        var account = await stack.ActiveAccountAsync();
        using var visitor = await Visitor.SignedInAsync(account, account.Admin);

        var asked = await visitor.OpenAsync("/setup/disconnect");
        var done = await visitor.SubmitAsync(asked, "/setup/disconnect");

        Assert.Contains("What ends:", asked.Text, StringComparison.Ordinal);
        Assert.Contains("What stays:", asked.Text, StringComparison.Ordinal);
        Assert.Equal("/setup/connection", done.Path);
        Assert.Equal("not-connected", (await account.GetJsonAsync(account.Admin, "connection")).GetProperty("status").GetString());
    }
}
