using System.Net;
using System.Text.Json.Nodes;

namespace Integration.Tests.Sandbox;

public sealed class OpportunityListTests(SandboxFixture sandbox)
{
    [Fact]
    public async Task It_is_ordered_by_stage_and_then_newest_first_over_all_pages()
    {
        var (lever, api) = await ConnectAsync();
        string[] stages = ["lead-new", "offer", "lead-responded", "lead-new", "offer", "lead-new"];
        for (var i = 0; i < stages.Length; i++)
        {
            await CreateAsync(lever, api, new { stage = stages[i], createdAt = 1_700_000_000_000 + i });
        }

        var whole = await api.ListAsync("opportunities");
        var paged = await api.ListAsync("opportunities?limit=2");

        var ranks = (await api.ListAsync("stages")).Select((stage, rank) => (Id: stage.Text("id"), rank)).ToDictionary(s => s.Id, s => s.rank);
        var expected = whole.OrderBy(o => ranks[o.Text("stage")]).ThenByDescending(o => o.Number("createdAt")).Select(o => o.Text("id"));
        Assert.Equal(expected, whole.Select(o => o.Text("id")));
        Assert.Equal(whole.Select(o => o.Text("id")), paged.Select(o => o.Text("id")));
    }

    [Fact]
    public async Task The_token_is_encoded_json_of_the_first_item_of_the_next_page()
    {
        var (_, api) = await ConnectAsync();

        var first = await api.GetAsync("opportunities?limit=1");
        var second = await api.GetAsync($"opportunities?limit=1&offset={Uri.EscapeDataString(first.Text("next"))}");

        var token = JsonNode.Parse(Uri.UnescapeDataString(first.Text("next")))!.AsArray();
        var item = second["data"]![0]!;
        Assert.Equal(item.Number("createdAt"), token[1]!.GetValue<long>());
        Assert.Equal(item.Text("id"), token[2]!.GetValue<string>());
    }

    [Theory]
    [InlineData("rubbish")]
    [InlineData("%5B1%5D")]
    [InlineData("[0,1700000000000,\"00000000-0000-0000-0000-000000000000\"]")]
    public async Task Any_other_token_is_invalid(string offset)
    {
        var (_, api) = await ConnectAsync();

        var refused = await api.GetAsync($"opportunities?offset={Uri.EscapeDataString(offset)}", HttpStatusCode.BadRequest);

        Assert.Contains("Invalid offset token", refused.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instant_of_creation_finds_exactly_what_was_created_then()
    {
        var (lever, api) = await ConnectAsync();
        const long marker = 1_650_000_000_123;
        await CreateAsync(lever, api, new { name = "Before", createdAt = marker - 1 });
        var there = await CreateAsync(lever, api, new { name = "There", createdAt = marker });
        await CreateAsync(lever, api, new { name = "After", createdAt = marker + 1 });

        var found = await api.ListAsync($"opportunities?created_at_start={marker}&created_at_end={marker}&confidentiality=all");

        Assert.Equal([there.Text("id")], found.Select(o => o.Text("id")));
    }

    [Fact]
    public async Task An_email_finds_the_opportunities_of_its_contact_case_aside()
    {
        var (lever, api) = await ConnectAsync();
        var one = await CreateAsync(lever, api, new { emails = new[] { "ada@example.org" } });
        var two = await CreateAsync(lever, api, new { emails = new[] { "ada@example.org" }, stage = "offer" });
        await CreateAsync(lever, api, new { emails = new[] { "bob@example.org" } });

        var found = await api.ListAsync("opportunities?email=ADA%40example.org");

        Assert.Equal([one.Text("id"), two.Text("id")], found.Select(o => o.Text("id")));
    }

    [Theory]
    [InlineData("tag=alpha", "A")]
    [InlineData("tag=alpha&tag=beta", "A B")]
    [InlineData("tag=Alpha", "")]
    [InlineData("source=headhuntr.io", "A")]
    [InlineData("origin=agency", "B")]
    [InlineData("stage_id=offer", "B")]
    [InlineData("archived=true&tag=gamma", "C")]
    [InlineData("archived=false&tag=gamma&tag=alpha", "A")]
    [InlineData("created_at_start=1600000000001&created_at_end=1600000000002", "B C")]
    [InlineData("archived_at_start=1600000001000&archived_at_end=1600000001000", "C")]
    [InlineData("tag=alpha&snoozed=false", "A")]
    [InlineData("tag=alpha&snoozed=true", "")]
    [InlineData("tag=alpha&confidentiality=confidential", "")]
    public async Task The_documented_filters(string filter, string expected)
    {
        var (lever, api) = await ConnectAsync();
        var reason = (await api.ListAsync("archive_reasons?type=non-hired"))[0].Text("id");
        await CreateAsync(lever, api, new { name = "A", tags = new[] { "alpha" }, sources = new[] { "headhuntr.io" }, createdAt = 1_600_000_000_000 });
        await CreateAsync(lever, api, new { name = "B", tags = new[] { "beta" }, origin = "agency", stage = "offer", createdAt = 1_600_000_000_001 });
        await CreateAsync(lever, api, new
        {
            name = "C",
            tags = new[] { "gamma" },
            createdAt = 1_600_000_000_002,
            archived = new { reason, archivedAt = 1_600_000_001_000 },
        });

        var found = (await api.ListAsync($"opportunities?{filter}")).Select(o => o.Text("name")).Where(name => name.Length == 1).Order();

        Assert.Equal(expected, string.Join(' ', found));
    }

    [Fact]
    public async Task A_posting_finds_its_active_applications_and_archived_posting_the_archived_ones()
    {
        var (lever, api) = await ConnectAsync();
        var posting = lever.Posting("Field Service Technician").Id;
        var reason = (await api.ListAsync("archive_reasons?type=non-hired"))[0].Text("id");
        var active = await CreateAsync(lever, api, new { name = "Active", postings = new[] { posting } });
        var archived = await CreateAsync(lever, api, new { name = "Archived", postings = new[] { posting }, archived = new { reason } });

        var byPosting = await api.ListAsync($"opportunities?posting_id={posting}");
        var byArchived = await api.ListAsync($"opportunities?archived_posting_id={posting}");

        Assert.Contains(byPosting, o => o.Text("id") == active.Text("id"));
        Assert.Equal([archived.Text("id")], byArchived.Select(o => o.Text("id")));
    }

    [Fact]
    public async Task Include_leaves_only_the_named_fields_and_expand_wins()
    {
        var (_, api) = await ConnectAsync();

        var page = await api.GetAsync("opportunities?limit=1&include=id&include=stage&expand=stage&expand=owner");

        var item = page["data"]![0]!.AsObject();
        Assert.Equal(["id", "stage", "owner"], item.Fields());
        Assert.Equal(["id", "text"], item["stage"]!.AsObject().Fields());
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=101")]
    [InlineData("created_at_start=yesterday")]
    [InlineData("expand=everything")]
    [InlineData("archived=perhaps")]
    [InlineData("confidentiality=secret")]
    public async Task A_malformed_parameter_is_400(string query)
    {
        var (_, api) = await ConnectAsync();

        await api.GetAsync($"opportunities?{query}", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Confidential_opportunities_are_only_listed_with_the_grant_and_when_asked_for()
    {
        var (lever, api) = await ConnectAsync();
        var granted = await lever.AuthorizeAsync($"{SandboxOrganisation.AllScopes} confidential:access:admin");

        Assert.DoesNotContain(await api.ListAsync("opportunities?confidentiality=all"), IsConfidential);
        Assert.DoesNotContain(await granted.ListAsync("opportunities"), IsConfidential);
        Assert.Contains(await granted.ListAsync("opportunities?confidentiality=all"), IsConfidential);
        await lever.ChangeRulesAsync(new { refusesConfidentialLists = true });
        await api.GetAsync("opportunities?confidentiality=all", HttpStatusCode.Forbidden);

        static bool IsConfidential(JsonObject opportunity) => opportunity.Text("confidentiality") == "confidential";
    }

    [Fact]
    public async Task The_seed_has_the_oddities_of_real_data()
    {
        var (_, api) = await ConnectAsync();

        var all = await api.ListAsync("opportunities");

        Assert.Contains(all, o => o["updatedAt"] is null);
        Assert.Contains(all, o => o["stageChanges"]![0]!["userId"] is null);
        Assert.Contains(all, o => o["isAnonymized"]!.GetValue<bool>());
        Assert.Contains(all, o => o.Text("headline").Length == 0);
    }

    private async Task<(SandboxOrganisation Lever, SandboxApi Api)> ConnectAsync()
    {
        var lever = await sandbox.CreateOrganisationAsync();
        return (lever, await lever.AuthorizeAsync());
    }

    private static async Task<JsonObject> CreateAsync(SandboxOrganisation lever, SandboxApi api, object body) =>
        (await api.PostAsync($"opportunities?perform_as={lever.SuperAdmin.Id}", body)).Data();
}
