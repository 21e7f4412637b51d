using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Integration.Tests.Sandbox;

public sealed class OpportunityCreateTests(SandboxFixture sandbox)
{
    private static readonly string[] RecordedFields =
    [
        "id", "name", "contact", "headline", "stage", "confidentiality", "location", "phones", "emails", "links",
        "archived", "tags", "sources", "stageChanges", "origin", "sourcedBy", "owner", "followers", "applications",
        "createdAt", "updatedAt", "lastInteractionAt", "lastAdvancedAt", "snoozedUntil", "urls", "isAnonymized",
        "dataProtection",
    ];

    [Fact]
    public async Task It_answers_field_by_field_as_recorded()
    {
        var (lever, api) = await ConnectAsync();
        var posting = lever.Posting("Robotics Software Engineer");
        var performer = lever.User("team member");

        var answer = await api.PostAsync($"opportunities?perform_as={performer.Id}", new
        {
            name = "Ada Example",
            headline = "Staff Engineer, Example GmbH",
            phones = new[] { new { value = "+49 30 1234567", type = "mobile" } },
            emails = new[] { "ada@example.org" },
            tags = new[] { "first" },
            sources = new[] { "headhuntr.io" },
            origin = "sourced",
            postings = new[] { posting.Id },
        });

        var data = answer.Data();
        Assert.Equal(["deduped", "data"], answer.Fields());
        Assert.False(answer["deduped"]!.GetValue<bool>());
        Assert.Equal(RecordedFields, data.Fields());
        Assert.Equal(["first", "Robotics Software Engineer", "Engineering", "Motion", "Berlin", "Full-time"], data.Texts("tags"));
        Assert.Equal("lead-new", data.Text("stage"));
        Assert.Equal(performer.Id, data.Text("owner"));
        Assert.Equal(performer.Id, data.Text("sourcedBy"));
        Assert.Equal(0, data["stageChanges"]![0]!.Number("toStageIndex"));
        Assert.Equal(performer.Id, data["stageChanges"]![0]!.Text("userId"));
        Assert.Equal(["type", "value"], data["phones"]![0]!.AsObject().Fields());
        Assert.Equal($"{sandbox.Url}candidates/{data.Text("id")}", data["urls"]!.Text("show"));
        Assert.Single(data.Texts("applications"));
    }

    [Fact]
    public async Task A_later_read_has_the_location_and_an_application_of_type_user()
    {
        var (lever, api) = await ConnectAsync();
        var posting = lever.Posting("Robotics Software Engineer");
        var created = await CreateAsync(lever, api, new { name = "Ada Example", postings = new[] { posting.Id } });

        var read = (await api.GetAsync($"opportunities/{created.Text("id")}?expand=applications&expand=stage")).Data();

        Assert.Equal([.. RecordedFields, "opportunityLocation"], read.Fields());
        Assert.Equal("Berlin", read.Text("opportunityLocation"));
        var application = read["applications"]![0]!;
        Assert.Equal("user", application.Text("type"));
        Assert.Equal(posting.Id, application.Text("posting"));
        Assert.Equal(created.Text("id"), application.Text("candidateId"));
        Assert.Equal("New lead", read["stage"]!.Text("text"));
    }

    [Fact]
    public async Task A_known_email_gives_a_second_opportunity_of_the_same_contact_whose_own_data_wins()
    {
        var (lever, api) = await ConnectAsync();
        var first = await CreateAsync(lever, api, new { name = "Ada Example", emails = new[] { "Ada@Example.org" } });

        var answer = await api.PostAsync(
            $"opportunities?perform_as={lever.SuperAdmin.Id}", new { name = "A. Other", headline = "New", emails = new[] { "ada@example.org" } });

        Assert.True(answer["deduped"]!.GetValue<bool>());
        Assert.NotEqual(first.Text("id"), answer.Data().Text("id"));
        Assert.Equal(first.Text("contact"), answer.Data().Text("contact"));
        Assert.Equal("Ada Example", answer.Data().Text("name"));
        Assert.Equal("New", answer.Data().Text("headline"));
    }

    [Fact]
    public async Task The_same_person_without_an_email_is_somebody_new_each_time()
    {
        var (lever, api) = await ConnectAsync();

        var first = await CreateAsync(lever, api, new { name = "Ada Example" });
        var second = await CreateAsync(lever, api, new { name = "Ada Example" });

        Assert.NotEqual(first.Text("contact"), second.Text("contact"));
    }

    [Fact]
    public async Task A_named_contact_gets_the_additional_data_unless_it_is_anonymized()
    {
        var (lever, api) = await ConnectAsync();
        var first = await CreateAsync(lever, api, new { name = "Ada Example", emails = new[] { "ada@example.org" } });
        var anonymized = (await api.ListAsync("opportunities")).Single(o => o["isAnonymized"]!.GetValue<bool>());

        var second = await CreateAsync(lever, api, new { contact = first.Text("contact"), emails = new[] { "second@example.org" } });

        Assert.Equal(["ada@example.org", "second@example.org"], second.Texts("emails"));
        await api.PostAsync(
            $"opportunities?perform_as={lever.SuperAdmin.Id}", new { contact = anonymized.Text("contact") }, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_past_creation_time_is_kept_and_a_future_one_refused()
    {
        var (lever, api) = await ConnectAsync();
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

        var created = await CreateAsync(lever, api, new { name = "Ada Example", createdAt = now - 123_456 });

        Assert.Equal(now - 123_456, created.Number("createdAt"));
        Assert.True(created.Number("updatedAt") >= now);
        Assert.Equal(now - 123_456, Assert.Single((await lever.LedgerAsync()).Opportunities, o => o.Id == created.Text("id")).CreatedAt);
        await RefusedAsync(lever, api, new { name = "Ada Example", createdAt = now + 3_600_000 });
    }

    [Fact]
    public async Task What_does_not_exist_or_is_too_much_is_refused_and_nothing_is_written()
    {
        var (lever, api) = await ConnectAsync();
        var unknown = Guid.NewGuid().ToString();
        var before = (await lever.LedgerAsync()).Live;

        await RefusedAsync(lever, api, new { postings = new[] { lever.Postings[0].Id, lever.Postings[1].Id } });
        await RefusedAsync(lever, api, new { postings = new[] { unknown } });
        await RefusedAsync(lever, api, new { stage = unknown });
        await RefusedAsync(lever, api, new { owner = unknown });
        await RefusedAsync(lever, api, new { contact = unknown });
        await RefusedAsync(lever, api, new { origin = "telepathy" });
        await RefusedAsync(lever, api, new { name = 7 });
        await RefusedAsync(lever, api, new { emails = new string?[] { null } });
        await RefusedAsync(lever, api, new { phones = new object?[] { null } });
        await RefusedAsync(lever, api, JsonContent.Create("text"));
        await RefusedAsync(lever, api, new StringContent("{", Encoding.UTF8, "application/json"));

        Assert.Equal(before, (await lever.LedgerAsync()).Live);
    }

    [Fact]
    public async Task Perform_as_is_required_and_must_be_an_active_user_of_this_organisation()
    {
        var (lever, api) = await ConnectAsync();
        var other = await sandbox.CreateOrganisationAsync();
        var deactivated = lever.Users.Single(user => user.Deactivated);

        await api.PostAsync("opportunities", new { name = "Ada" }, HttpStatusCode.BadRequest);
        await api.PostAsync($"opportunities?perform_as={other.SuperAdmin.Id}", new { name = "Ada" }, HttpStatusCode.BadRequest);
        await api.PostAsync($"opportunities?perform_as={deactivated.Id}", new { name = "Ada" }, HttpStatusCode.BadRequest);
        await lever.ChangeRulesAsync(new { allowsDeactivatedPerformAs = true });
        await api.PostAsync($"opportunities?perform_as={deactivated.Id}", new { name = "Ada" });
    }

    [Fact]
    public async Task The_posting_owner_can_own_what_somebody_else_creates()
    {
        var (lever, api) = await ConnectAsync();
        var posting = lever.Posting("Robotics Software Engineer");

        var created = (await api.PostAsync(
            $"opportunities?perform_as={lever.SuperAdmin.Id}&perform_as_posting_owner=true", new { postings = new[] { posting.Id } })).Data();

        Assert.Equal(lever.User("team member").Id, created.Text("owner"));
        Assert.Equal(lever.SuperAdmin.Id, created.Text("sourcedBy"));
    }

    [Fact]
    public async Task A_confidential_posting_needs_the_grant()
    {
        var (lever, api) = await ConnectAsync();
        var confidential = lever.Postings.Single(posting => posting.Confidentiality == "confidential");
        var granted = await lever.AuthorizeAsync($"{SandboxOrganisation.AllScopes} confidential:access:admin");

        await api.PostAsync(
            $"opportunities?perform_as={lever.SuperAdmin.Id}", new { postings = new[] { confidential.Id } }, HttpStatusCode.Forbidden);
        var created = await CreateAsync(lever, granted, new { name = "Secret", postings = new[] { confidential.Id } });

        Assert.Equal("confidential", created.Text("confidentiality"));
        await api.GetAsync($"opportunities/{created.Text("id")}", HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_resume_comes_as_multipart_with_both_forms_of_phones()
    {
        var (lever, api) = await ConnectAsync();
        var resume = RandomNumberGenerator.GetBytes(100_000);
        using var form = new MultipartFormDataContent
        {
            { new StringContent("Ada Example"), "name" },
            { new StringContent("ada@example.org"), "emails[]" },
            { new StringContent("second@example.org"), "emails[]" },
            { new StringContent("""{"value":"1","type":"home"}"""), "phones[]" },
            { new StringContent("2"), "phones[0][value]" },
            { new StringContent("work"), "phones[0][type]" },
            { new StringContent("1700000000000"), "createdAt" },
            { new ByteArrayContent(resume), "resumeFile", "Ada Example – CV.pdf" },
        };

        var created = (await api.PostAsync($"opportunities?perform_as={lever.SuperAdmin.Id}", form)).Data();

        Assert.Equal(["ada@example.org", "second@example.org"], created.Texts("emails"));
        Assert.Equal(["1", "2"], created["phones"]!.AsArray().Select(phone => phone!.Text("value")));
        Assert.Equal(1_700_000_000_000, created.Number("createdAt"));
        var kept = (await lever.LedgerAsync()).Opportunities.Single(o => o.Id == created.Text("id")).Resume!;
        Assert.Equal("Ada Example – CV.pdf", kept.Name);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(resume)), kept.Sha256);
    }

    [Theory]
    [InlineData(1_048_576, HttpStatusCode.Created)]
    [InlineData(1_048_577, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_resume_above_what_the_rule_allows_is_refused_and_creates_nothing(int bytes, HttpStatusCode expected)
    {
        var (lever, api) = await ConnectAsync();
        await lever.ChangeRulesAsync(new { resumeMaxBytes = 1_048_576 });
        using var form = new MultipartFormDataContent { { new StringContent("Ada Example"), "name" }, { new ByteArrayContent(new byte[bytes]), "resumeFile", "cv.pdf" } };
        var before = (await lever.LedgerAsync()).Opportunities.Count;

        await api.PostAsync($"opportunities?perform_as={lever.SuperAdmin.Id}", form, expected);

        Assert.Equal(expected == HttpStatusCode.Created ? 1 : 0, (await lever.LedgerAsync()).Opportunities.Count - before);
    }

    [Fact]
    public async Task A_second_opportunity_of_a_contact_on_a_posting_is_refused_where_the_rule_says_so()
    {
        var (lever, api) = await ConnectAsync();
        var (posting, other) = (lever.Posting("Robotics Software Engineer").Id, lever.Postings.First(one => one.Text != "Robotics Software Engineer").Id);
        object Ada(string id) => new { name = "Ada Example", emails = new[] { "ada@example.org" }, postings = new[] { id } };
        await CreateAsync(lever, api, Ada(posting));
        await CreateAsync(lever, api, Ada(posting));

        await lever.ChangeRulesAsync(new { refusesSecondOpportunity = true });

        await RefusedAsync(lever, api, Ada(posting));
        await CreateAsync(lever, api, Ada(other));
        await CreateAsync(lever, api, new { name = "Ada Example", emails = new[] { "another@example.org" }, postings = new[] { posting } });
    }

    private async Task<(SandboxOrganisation Lever, SandboxApi Api)> ConnectAsync()
    {
        var lever = await sandbox.CreateOrganisationAsync();
        return (lever, await lever.AuthorizeAsync());
    }

    private static async Task<JsonObject> CreateAsync(SandboxOrganisation lever, SandboxApi api, object body) =>
        (await api.PostAsync($"opportunities?perform_as={lever.SuperAdmin.Id}", body)).Data();

    private static Task RefusedAsync(SandboxOrganisation lever, SandboxApi api, object body) =>
        api.PostAsync($"opportunities?perform_as={lever.SuperAdmin.Id}", body, HttpStatusCode.BadRequest);
}
