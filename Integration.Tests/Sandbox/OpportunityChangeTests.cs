using System.Net;
using System.Text.Json.Nodes;

namespace Integration.Tests.Sandbox;

public sealed class OpportunityChangeTests(SandboxFixture sandbox)
{
    [Fact]
    public async Task Changes_answer_with_the_contacts_data_blanked_links_apart()
    {
        var (_, api, id) = await WithOpportunityAsync();
        var reason = (await api.ListAsync("archive_reasons?type=non-hired"))[0].Text("id");

        JsonObject[] blanked =
        [
            await api.SendAsync(HttpMethod.Put, $"opportunities/{id}/stage", new { stage = "offer" }),
            await api.SendAsync(HttpMethod.Put, $"opportunities/{id}/archived", new { reason }),
            await api.PostAsync($"opportunities/{id}/addTags", new { tags = new[] { "t" } }, HttpStatusCode.OK),
            await api.PostAsync($"opportunities/{id}/addSources", new { sources = new[] { "s" } }, HttpStatusCode.OK),
        ];
        var links = await api.PostAsync($"opportunities/{id}/addLinks", new { links = new[] { "https://l.example" } }, HttpStatusCode.OK);

        Assert.All(blanked, answer => Assert.Equal("", answer.Data().Text("name")));
        Assert.All(blanked, answer => Assert.Empty(answer.Data().Texts("emails")));
        Assert.Equal("Ada Example", links.Data().Text("name"));
        Assert.Equal("Ada Example", (await api.GetAsync($"opportunities/{id}")).Data().Text("name"));
    }

    [Fact]
    public async Task A_stage_change_is_recorded_and_leaves_an_archived_opportunity_archived()
    {
        var (lever, api, id) = await WithOpportunityAsync();
        var performer = lever.User("admin");
        await lever.ArchiveAsync(id);

        await api.SendAsync(HttpMethod.Put, $"opportunities/{id}/stage?perform_as={performer.Id}", new { stage = "lead-responded" });

        var read = (await api.GetAsync($"opportunities/{id}")).Data();
        var change = read["stageChanges"]!.AsArray()[^1]!;
        Assert.Equal(("lead-responded", 2, performer.Id), (change.Text("toStageId"), change.Number("toStageIndex"), change.Text("userId")));
        Assert.NotNull(read["archived"]);
        Assert.Equal(read.Number("lastAdvancedAt"), change.Number("updatedAt"));
    }

    [Fact]
    public async Task Archiving_and_unarchiving_takes_the_application_along()
    {
        var (lever, api, id) = await WithOpportunityAsync();
        await lever.AddPostingAsync(id, lever.Posting("Perception Engineer").Id);
        var reason = (await api.ListAsync("archive_reasons?type=non-hired"))[0].Text("id");

        await api.SendAsync(HttpMethod.Put, $"opportunities/{id}/archived", new { reason });
        var archived = (await api.GetAsync($"opportunities/{id}?expand=applications")).Data();
        await api.SendAsync(HttpMethod.Put, $"opportunities/{id}/archived", new { reason = (string?)null });
        var unarchived = (await api.GetAsync($"opportunities/{id}?expand=applications")).Data();

        Assert.Equal(reason, archived["archived"]!.Text("reason"));
        Assert.Equal(reason, archived["applications"]![0]!["archived"]!.Text("reason"));
        Assert.Null(unarchived["archived"]);
        Assert.Null(unarchived["applications"]![0]!["archived"]);
    }

    [Fact]
    public async Task A_hire_for_a_requisition_counts_and_a_closed_one_is_refused()
    {
        var (lever, api, id) = await WithOpportunityAsync();
        await lever.AddPostingAsync(id, lever.Posting("Robotics Software Engineer").Id);
        var hired = (await api.ListAsync("archive_reasons?type=hired"))[0].Text("id");
        var open = (await api.ListAsync("requisitions?requisition_code=ENG-101")).Single();
        var closed = (await api.ListAsync("requisitions?status=closed"))[0];

        await api.SendAsync(HttpMethod.Put, $"opportunities/{id}/archived", new { reason = hired, requisitionId = closed.Text("id") }, HttpStatusCode.BadRequest);
        await api.SendAsync(HttpMethod.Put, $"opportunities/{id}/archived", new { reason = hired, requisitionId = open.Text("id") });

        var after = (await api.GetAsync($"requisitions/{open.Text("id")}")).Data();
        Assert.Equal(open.Number("headcountHired") + 1, after.Number("headcountHired"));
    }

    [Fact]
    public async Task Tags_and_sources_come_and_go_and_are_counted()
    {
        var (_, api, id) = await WithOpportunityAsync();

        await api.PostAsync($"opportunities/{id}/addTags", new { tags = new[] { "one", "two", "one" } }, HttpStatusCode.OK);
        await api.PostAsync($"opportunities/{id}/removeTags", new { tags = new[] { "two" } }, HttpStatusCode.OK);
        await api.PostAsync($"opportunities/{id}/addSources", new { sources = new[] { "headhuntr.io" } }, HttpStatusCode.OK);

        var read = (await api.GetAsync($"opportunities/{id}")).Data();
        Assert.Equal(["one"], read.Texts("tags"));
        Assert.Equal(["headhuntr.io"], read.Texts("sources"));
        Assert.Equal(1, (await api.ListAsync("tags")).Single(tag => tag.Text("text") == "one").Number("count"));
        Assert.Equal(1, (await api.ListAsync("sources")).Single(source => source.Text("text") == "headhuntr.io").Number("count"));
        Assert.DoesNotContain(await api.ListAsync("tags"), tag => tag.Text("text") == "two");
    }

    [Fact]
    public async Task Every_change_moves_updatedAt()
    {
        var (lever, api, id) = await WithOpportunityAsync();
        var contact = (await api.GetAsync($"opportunities/{id}")).Data().Text("contact");
        using var file = new MultipartFormDataContent { { new ByteArrayContent([1]), "file", "a.txt" } };
        Func<Task>[] changes =
        [
            () => lever.MoveAsync(id, "offer"),
            () => lever.ArchiveAsync(id),
            () => api.PostAsync($"opportunities/{id}/addTags", new { tags = new[] { "t" } }, HttpStatusCode.OK),
            () => api.PostAsync($"opportunities/{id}/addLinks", new { links = new[] { "https://l.example" } }, HttpStatusCode.OK),
            () => api.PostAsync($"opportunities/{id}/notes", new { value = "note" }),
            () => api.PostAsync($"opportunities/{id}/files?perform_as={lever.SuperAdmin.Id}", file),
            () => api.SendAsync(HttpMethod.Put, $"contacts/{contact}", new { headline = "New" }),
            () => lever.AnonymizeAsync(id),
        ];

        foreach (var change in changes)
        {
            var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            await change();
            Assert.Contains(await api.ListAsync($"opportunities?updated_at_start={before}"), o => o.Text("id") == id);
        }
    }

    [Fact]
    public async Task What_a_person_deletes_is_gone_and_in_the_deleted_list()
    {
        var (lever, api, id) = await WithOpportunityAsync();
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

        await lever.DeleteAsync(id);

        await api.GetAsync($"opportunities/{id}", HttpStatusCode.NotFound);
        Assert.DoesNotContain(await api.ListAsync("opportunities"), o => o.Text("id") == id);
        var deleted = Assert.Single(await api.ListAsync($"opportunities/deleted?deleted_at_start={before}"));
        Assert.Equal(id, deleted.Text("id"));
        Assert.Equal(lever.SuperAdmin.Id, deleted.Text("deletedBy"));
        Assert.Empty(await api.ListAsync($"opportunities/deleted?deleted_at_end={before - 1}"));
        Assert.NotNull((await lever.LedgerAsync()).Opportunities.Single(o => o.Id == id).DeletedAt);
    }

    [Fact]
    public async Task Anonymising_takes_away_who_it_was_and_keeps_the_opportunity()
    {
        var (lever, api, id) = await WithOpportunityAsync();

        await lever.AnonymizeAsync(id);

        var read = (await api.GetAsync($"opportunities/{id}")).Data();
        Assert.True(read["isAnonymized"]!.GetValue<bool>());
        Assert.Empty(read.Texts("emails"));
        Assert.Empty(await api.ListAsync("opportunities?email=ada@example.org"));
        await api.SendAsync(HttpMethod.Put, $"contacts/{read.Text("contact")}", new { name = "Ada" }, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_merge_gives_the_opportunity_another_contact()
    {
        var (lever, api, id) = await WithOpportunityAsync();
        var other = (await api.PostAsync(
            $"opportunities?perform_as={lever.SuperAdmin.Id}", new { name = "Ada E.", emails = new[] { "ada@second.example" } })).Data();
        var before = (await api.GetAsync($"opportunities/{id}")).Data().Text("contact");

        await lever.PersonAsync($"opportunities/{id}/merge", new { into = other.Text("id") });

        var merged = (await api.GetAsync($"opportunities/{id}")).Data();
        Assert.Equal(other.Text("contact"), merged.Text("contact"));
        Assert.Equal(["ada@second.example", "ada@example.org"], merged.Texts("emails"));
        await api.GetAsync($"contacts/{before}", HttpStatusCode.NotFound);
        Assert.Equal(2, (await api.ListAsync("opportunities?email=ada@example.org")).Count);
    }

    [Fact]
    public async Task A_contact_is_read_and_updated_in_its_two_shapes()
    {
        var (_, api, id) = await WithOpportunityAsync();
        var contact = (await api.GetAsync($"opportunities/{id}")).Data().Text("contact");

        var answer = (await api.SendAsync(HttpMethod.Put, $"contacts/{contact}", new { location = "Bonn", emails = new[] { "new@example.org" } })).Data();
        var read = (await api.GetAsync($"contacts/{contact}")).Data();

        Assert.False(answer.ContainsKey("isAnonymized"));
        Assert.Equal("Bonn", read["location"]!.Text("name"));
        Assert.Equal("Ada Example", read.Text("name"));
        Assert.Equal([id], (await api.ListAsync("opportunities?email=new@example.org")).Select(o => o.Text("id")));
        Assert.Empty(await api.ListAsync("opportunities?email=ada@example.org"));
    }

    private async Task<(SandboxOrganisation Lever, SandboxApi Api, string Id)> WithOpportunityAsync()
    {
        var lever = await sandbox.CreateOrganisationAsync();
        var api = await lever.AuthorizeAsync();
        var created = await api.PostAsync(
            $"opportunities?perform_as={lever.SuperAdmin.Id}", new { name = "Ada Example", emails = new[] { "ada@example.org" } });
        return (lever, api, created.Data().Text("id"));
    }
}
