using System.Net;

namespace Integration.Tests.Sandbox;

/// <summary>Users, postings, stages, archive reasons and requisitions.</summary>
public sealed class SmallListTests(SandboxFixture sandbox)
{
    [Fact]
    public async Task Users_are_the_active_ones_unless_asked_otherwise_and_can_be_found_by_email()
    {
        var (lever, api) = await ConnectAsync();
        var ravi = lever.User("team member");

        Assert.DoesNotContain(await api.ListAsync("users"), user => user["deactivatedAt"] is not null);
        Assert.Single(await api.ListAsync("users?includeDeactivated=true"), user => user["deactivatedAt"] is not null);
        var found = Assert.Single(await api.ListAsync($"users?email={ravi.Email.ToUpperInvariant()}"));
        Assert.Equal(ravi.Id, found.Text("id"));
        Assert.Equal(
            ["id", "name", "username", "email", "accessRole", "photo", "createdAt", "deactivatedAt", "externalDirectoryId", "linkedContactIds", "jobTitle", "managerId"],
            found.Fields());
        Assert.Single(await api.ListAsync("users?accessRole=super%20admin"));
        Assert.Equal(ravi.Id, (await api.GetAsync($"users/{ravi.Id}")).Data().Text("id"));
    }

    [Fact]
    public async Task Published_postings_are_those_of_the_public_site_unless_both_channels_are_asked_for()
    {
        var (_, api) = await ConnectAsync();

        var trapped = await api.ListAsync("postings?state=published");
        var all = await api.ListAsync("postings?state=published&distributionChannel=public&distributionChannel=internal");

        Assert.DoesNotContain(trapped, posting => posting.Text("text") == "Internal Team Lead, Motion");
        Assert.Contains(all, posting => posting.Text("text") == "Internal Team Lead, Motion");
        Assert.DoesNotContain(all, posting => posting.Text("confidentiality") == "confidential");
    }

    [Fact]
    public async Task Postings_come_in_all_states_and_a_draft_has_no_urls()
    {
        var (_, api) = await ConnectAsync();

        var postings = await api.ListAsync("postings");

        Assert.Equal(
            ["closed", "draft", "internal", "pending", "published", "rejected"], postings.Select(p => p.Text("state")).Distinct().Order());
        Assert.Null(postings.Single(p => p.Text("state") == "draft")["urls"]);
        Assert.Null(postings.Single(p => p.Text("state") == "internal")["distributionChannels"]);
        Assert.Equal(
            ["id", "text", "state", "distributionChannels", "user", "owner", "hiringManager", "categories", "tags", "content", "country", "followers", "reqCode", "requisitionCodes", "urls", "confidentiality", "createdAt", "updatedAt", "workplaceType", "transcribeInterviews", "screening"],
            postings[0].Fields());
    }

    [Fact]
    public async Task A_confidential_posting_is_an_error_when_read_and_absent_when_listed_without_the_grant()
    {
        var (lever, api) = await ConnectAsync();
        var confidential = lever.Postings.Single(posting => posting.Confidentiality == "confidential").Id;
        var granted = await lever.AuthorizeAsync("postings:read:admin confidential:access:admin");

        await api.GetAsync($"postings/{confidential}", HttpStatusCode.Forbidden);
        Assert.DoesNotContain(await api.ListAsync("postings?confidentiality=all"), p => p.Text("id") == confidential);
        Assert.DoesNotContain(await granted.ListAsync("postings"), p => p.Text("id") == confidential);
        Assert.Contains(await granted.ListAsync("postings?confidentiality=all"), p => p.Text("id") == confidential);
    }

    [Fact]
    public async Task The_update_window_of_postings_combines_with_confidentiality_only()
    {
        var (_, api) = await ConnectAsync();

        await api.GetAsync("postings?updated_at_start=0&confidentiality=all");
        await api.GetAsync("postings?updated_at_start=0&state=published", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task More_postings_can_be_ordered_and_are_paged()
    {
        var lever = await sandbox.CreateOrganisationAsync(new { postings = 230 });
        var api = await lever.AuthorizeAsync();

        var postings = await api.ListAsync("postings?state=published");

        Assert.True(postings.Count >= 230);
        Assert.Equal(postings.Count, postings.Select(p => p.Text("id")).Distinct().Count());
    }

    [Fact]
    public async Task Stages_are_in_the_order_of_the_pipeline_and_some_ids_are_words()
    {
        var (_, api) = await ConnectAsync();

        var stages = await api.ListAsync("stages");

        Assert.Equal(["lead-new", "lead-reached-out", "lead-responded", "applicant-new"], stages.Take(4).Select(stage => stage.Text("id")));
        Assert.Equal("offer", stages[^1].Text("id"));
        Assert.Contains(stages, stage => Guid.TryParse(stage.Text("id"), out _));
        Assert.Equal("New lead", (await api.GetAsync("stages/lead-new")).Data().Text("text"));
    }

    [Fact]
    public async Task Archive_reasons_have_both_types_and_an_inactive_one()
    {
        var (_, api) = await ConnectAsync();

        Assert.All(await api.ListAsync("archive_reasons?type=hired"), reason => Assert.Equal("hired", reason.Text("type")));
        Assert.Contains(await api.ListAsync("archive_reasons?type=non-hired"), reason => reason.Text("status") == "inactive");
    }

    [Fact]
    public async Task Requisitions_can_be_unlimited_and_customers_may_not_have_them()
    {
        var (lever, api) = await ConnectAsync();

        var requisitions = await api.ListAsync("requisitions");
        Assert.Contains(requisitions, r => r["headcountTotal"]!.ToJsonString() == "\"unlimited\"" && r["headcountInfinite"]!.GetValue<bool>());
        Assert.Single(await api.ListAsync("requisitions?requisition_code=ENG-101"));
        Assert.All(await api.ListAsync("requisitions?status=open"), r => Assert.Equal("open", r.Text("status")));

        await lever.ChangeRulesAsync(new { requisitions = "empty" });
        Assert.Empty(await api.ListAsync("requisitions"));
        await lever.ChangeRulesAsync(new { requisitions = "forbidden" });
        await api.GetAsync("requisitions", HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("users")]
    [InlineData("postings")]
    [InlineData("stages")]
    [InlineData("archive_reasons")]
    [InlineData("requisitions")]
    [InlineData("opportunities")]
    public async Task An_unknown_id_is_404_in_Levers_words(string collection)
    {
        var (_, api) = await ConnectAsync();

        var refused = await api.GetAsync($"{collection}/nothing", HttpStatusCode.NotFound);

        Assert.Equal("ResourceNotFound", refused.Text("code"));
        Assert.Equal($"{collection} nothing was not found", refused.Text("message"));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("stages")]
    public async Task A_path_or_method_that_Lever_does_not_have_is_404(string path)
    {
        var (_, api) = await ConnectAsync();

        var refused = await api.PostAsync(path, new { }, HttpStatusCode.NotFound);

        Assert.Equal($"/v1/{path} does not exist", refused.Text("message"));
    }

    [Fact]
    public async Task A_body_of_another_kind_or_none_is_400()
    {
        var (_, api) = await ConnectAsync();

        await api.SendAsync(HttpMethod.Post, "webhooks", new StringContent("text"), HttpStatusCode.BadRequest);
        await api.SendAsync(HttpMethod.Post, "webhooks", expected: HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_unknown_path_is_404_in_Levers_words_and_carries_Levers_headers()
    {
        var (_, api) = await ConnectAsync();

        using var answer = await api.RawAsync(HttpMethod.Get, "nothing");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("/v1/nothing does not exist", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("lever-data-api", answer.Headers.GetValues("server").Single());
        Assert.Equal("global", answer.Headers.GetValues("x-lever-region").Single());
        Assert.Equal("application/json; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
    }

    private async Task<(SandboxOrganisation Lever, SandboxApi Api)> ConnectAsync()
    {
        var lever = await sandbox.CreateOrganisationAsync();
        return (lever, await lever.AuthorizeAsync());
    }
}
