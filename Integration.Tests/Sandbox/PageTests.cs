using System.Net;

namespace Integration.Tests.Sandbox;

/// <summary>The pages on which a person plays Lever, as forms without script.</summary>
public sealed class PageTests(SandboxFixture sandbox)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/postings")]
    [InlineData("/settings/webhooks")]
    [InlineData("/settings/deliveries")]
    [InlineData("/settings/authorized-apps")]
    [InlineData("/sign-in")]
    [InlineData("/jobs/northwind")]
    [InlineData("/jobs/northwind/5eed0004-0000-4000-8000-000000000001/apply")]
    [InlineData("/candidates/5eed0007-0000-4000-8000-000000000003")]
    public async Task A_page_is_whole_and_has_neither_script_nor_inline_style(string path)
    {
        var lever = await sandbox.CreateOrganisationAsync();

        using var answer = await lever.Http.GetAsync(path);
        var page = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.EndsWith("</html>", page.TrimEnd(), StringComparison.Ordinal);
        Assert.Contains("Not Lever", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("'unsafe-", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_switches_an_event_on_adds_a_webhook_and_copies_its_token()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (lever, id) = await WithOpportunityAsync();
        var settings = $"/settings/webhooks?organisation={lever.Id}";

        await PostAsync(lever, settings, ("what", "on"), ("event", "candidateStageChange"));
        await PostAsync(lever, settings, ("what", "add"), ("event", "candidateStageChange"), ("url", receiver.Url.ToString()));
        var page = await lever.Http.GetStringAsync(settings);
        var token = System.Text.RegularExpressions.Regex.Match(page, "value=\"([0-9a-f]{48})\"").Groups[1].Value;
        await PostAsync(lever, $"/candidates/{id}", ("what", "move"), ("stage", "offer"));

        var received = await receiver.NextAsync();
        Assert.True(received.IsSignedWith(token));
        Assert.Equal("offer", received.Data.Text("toStageId"));
    }

    [Fact]
    public async Task A_refused_webhook_comes_back_with_what_was_typed()
    {
        var lever = await sandbox.CreateOrganisationAsync();

        using var answer = await SendAsync(
            lever, $"/settings/webhooks?organisation={lever.Id}", null, ("what", "add"), ("event", "candidateHired"), ("url", "app.example/<hook>"));

        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("The URL must be https", page, StringComparison.Ordinal);
        Assert.Contains("value=\"app.example/&lt;hook&gt;\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_history_shows_what_was_sent_and_sends_it_again()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (lever, id) = await WithOpportunityAsync();
        await lever.EnableWebhooksAsync();
        await lever.AddWebhookAsync("candidateStageChange", receiver.Url);
        await lever.MoveAsync(id, "offer");
        var first = await receiver.NextAsync();
        var delivery = (await lever.DeliveriesAsync()).Single();

        var page = await lever.Http.GetStringAsync($"/settings/deliveries?organisation={lever.Id}");
        await PostAsync(lever, $"/settings/deliveries?organisation={lever.Id}", ("id", delivery.Id));

        Assert.Contains(WebUtility.HtmlEncode(receiver.Url.ToString()), page, StringComparison.Ordinal);
        Assert.Equal(first.Text, (await receiver.NextAsync()).Text);
    }

    [Fact]
    public async Task Every_action_on_a_candidate_fires_its_webhook()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (lever, id) = await WithOpportunityAsync();
        var api = await lever.AuthorizeAsync();
        var reason = (await api.ListAsync("archive_reasons?type=non-hired"))[0].Text("id");
        var hired = (await api.ListAsync("archive_reasons?type=hired"))[0].Text("id");
        await lever.EnableWebhooksAsync();
        foreach (var name in new[] { "applicationCreated", "candidateStageChange", "candidateArchiveChange", "candidateHired", "candidateDeleted", "contactUpdated" })
        {
            await lever.AddWebhookAsync(name, receiver.Url);
        }

        async Task<string> DoAsync(params (string, string)[] fields)
        {
            await PostAsync(lever, $"/candidates/{id}", fields);
            return (await receiver.NextAsync()).Event;
        }

        Assert.Equal("candidateStageChange", await DoAsync(("what", "move"), ("stage", "lead-responded")));
        Assert.Equal("applicationCreated", await DoAsync(("what", "posting"), ("posting", lever.Postings[0].Id)));
        Assert.Equal("candidateArchiveChange", await DoAsync(("what", "archive"), ("reason", reason)));
        Assert.Equal("candidateArchiveChange", await DoAsync(("what", "unarchive")));
        await PostAsync(lever, $"/candidates/{id}", ("what", "hire"), ("reason", hired));
        Assert.Equal(["candidateArchiveChange", "candidateHired"], (await receiver.NextAsync(2)).Select(received => received.Event).Order());
        Assert.Equal("contactUpdated", await DoAsync(("what", "anonymize")));
        Assert.Equal("candidateDeleted", await DoAsync(("what", "delete")));
        Assert.Equal(HttpStatusCode.NotFound, (await lever.Http.GetAsync($"/candidates/{id}")).StatusCode);
    }

    [Fact]
    public async Task An_action_that_Lever_refuses_says_why()
    {
        var (lever, id) = await WithOpportunityAsync();

        using var nothing = await SendAsync(lever, $"/candidates/{id}", null, ("what", "archive"), ("reason", "no-such-reason"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, nothing.StatusCode);
        Assert.Contains("archive_reasons no-such-reason was not found", await nothing.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("team member")]
    [InlineData("limited team member")]
    [InlineData("interviewer")]
    public async Task Settings_are_a_super_admins_only(string role)
    {
        var lever = await sandbox.CreateOrganisationAsync();
        await lever.AuthorizeAsync();
        var cookie = await SignInAsync(lever, lever.User(role));

        foreach (var path in new[] { "/settings/webhooks", "/settings/deliveries", "/settings/authorized-apps" })
        {
            Assert.Contains("Only a Super Admin can change these settings", await GetAsync(lever, path, cookie), StringComparison.Ordinal);
        }

        using var added = await SendAsync(
            lever, "/settings/webhooks", cookie, ("what", "add"), ("event", "candidateHired"), ("url", "https://app.example/hook"));
        using var revoked = await SendAsync(lever, "/settings/authorized-apps", cookie, ("ends", "at-once"));
        Assert.DoesNotContain("app.example", await GetAsync(lever, $"/settings/webhooks?organisation={lever.Id}", null), StringComparison.Ordinal);
        Assert.Contains("Revoke access", await GetAsync(lever, $"/settings/authorized-apps?organisation={lever.Id}", null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interviewer_looks_at_candidates_and_changes_none()
    {
        var (lever, id) = await WithOpportunityAsync();
        var cookie = await SignInAsync(lever, lever.User("interviewer"));

        using var refused = await SendAsync(lever, $"/candidates/{id}", cookie, ("what", "delete"));

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.DoesNotContain("name=\"what\"", await GetAsync(lever, $"/candidates/{id}", cookie), StringComparison.Ordinal);
        Assert.Single((await lever.LedgerAsync()).Opportunities, o => o.Id == id && o.DeletedAt is null);
    }

    [Fact]
    public async Task What_a_signed_in_person_does_is_in_their_name()
    {
        var (lever, id) = await WithOpportunityAsync();
        var api = await lever.AuthorizeAsync();
        var ravi = lever.User("team member");

        using var moved = await SendAsync(lever, $"/candidates/{id}", await SignInAsync(lever, ravi), ("what", "move"), ("stage", "offer"));

        Assert.Equal(HttpStatusCode.Redirect, moved.StatusCode);
        Assert.Equal(ravi.Id, (await api.GetAsync($"opportunities/{id}")).Data()["stageChanges"]!.AsArray()[^1]!.Text("userId"));
    }

    [Theory]
    [InlineData("at-once", HttpStatusCode.Unauthorized)]
    [InlineData("at-expiry", HttpStatusCode.OK)]
    public async Task Access_is_revoked_at_once_or_at_expiry(string ends, HttpStatusCode afterwards)
    {
        var lever = await sandbox.CreateOrganisationAsync();
        var api = await lever.AuthorizeAsync();
        var page = $"/settings/authorized-apps?organisation={lever.Id}";
        Assert.Contains("View and manage notes", await lever.Http.GetStringAsync(page), StringComparison.Ordinal);

        await PostAsync(lever, page, ("ends", ends));

        await api.GetAsync("stages", afterwards);
        Assert.Contains("No app is authorized", await lever.Http.GetStringAsync(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_applies_on_the_job_site_until_the_posting_is_closed()
    {
        var lever = await sandbox.CreateOrganisationAsync();
        var api = await lever.AuthorizeAsync();
        var posting = lever.Posting("Field Service Technician");
        var job = new Uri((await api.GetAsync($"postings/{posting.Id}")).Data()["urls"]!.Text("apply")).AbsolutePath;

        using var incomplete = await SendAsync(lever, job, null, ("Name", "Ada"), ("Email", "nowhere"));
        await PostAsync(lever, job, ("Name", "Ada Example"), ("Email", "ada@example.org"));
        await PostAsync(lever, $"/postings?organisation={lever.Id}", ("id", posting.Id), ("state", "closed"));
        using var tooLate = await SendAsync(lever, job, null, ("Name", "Bob"), ("Email", "bob@example.org"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, incomplete.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tooLate.StatusCode);
        Assert.Single((await lever.LedgerAsync()).Opportunities, o => o.Emails.Contains("ada@example.org"));
        Assert.DoesNotContain((await lever.LedgerAsync()).Opportunities, o => o.Emails.Contains("bob@example.org"));
    }

    [Theory]
    [InlineData("/candidates/nobody")]
    [InlineData("/jobs/nowhere")]
    [InlineData("/nothing")]
    public async Task What_is_not_there_says_so_on_a_page(string path)
    {
        var lever = await sandbox.CreateOrganisationAsync();

        using var answer = await lever.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("There is nothing here", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<string> SignInAsync(SandboxOrganisation lever, SandboxUser user)
    {
        using var answer = await SendAsync(lever, "/sign-in", null, ("user", user.Id));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private static async Task<string> GetAsync(SandboxOrganisation lever, string path, string? cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (cookie is not null) request.Headers.Add("Cookie", cookie);
        using var answer = await lever.Http.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>A form that must be taken: post, then redirect.</summary>
    private static async Task PostAsync(SandboxOrganisation lever, string path, params (string Name, string Value)[] fields)
    {
        using var answer = await SendAsync(lever, path, null, fields);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    private static async Task<HttpResponseMessage> SendAsync(
        SandboxOrganisation lever, string path, string? cookie, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        if (cookie is not null) request.Headers.Add("Cookie", cookie);
        return await lever.Http.SendAsync(request);
    }

    private async Task<(SandboxOrganisation Lever, string OpportunityId)> WithOpportunityAsync()
    {
        var lever = await sandbox.CreateOrganisationAsync();
        var api = await lever.AuthorizeAsync();
        var created = await api.PostAsync($"opportunities?perform_as={lever.SuperAdmin.Id}", new { name = "Ada Example" });
        return (lever, created.Data().Text("id"));
    }
}
