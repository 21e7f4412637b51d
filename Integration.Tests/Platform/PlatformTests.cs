using System.Text.Json;
using Alba;
using Integration.Tests.Stack;

namespace Integration.Tests.Platform;

/// <summary>What the host product's backend pushes: accounts, members, requisitions and candidates.</summary>
public sealed class PlatformTests(StackFixture stack)
{
    [Fact]
    public async Task A_first_PUT_answers_201_and_the_same_again_200()
    {
        var account = $"account-{Guid.NewGuid():N}";
        foreach (var (path, body) in new (string, object)[]
            {
                ("", new { name = "Contoso" }),
                ("/members/m-1", new { name = "Mia", email = "mia@contoso.example", role = "admin" }),
                ("/requisitions/r:1.a_b-C", new { title = "Engineer" }),
                ("/candidates/c-1", new { name = "Ada", stage = "anything else" }),
            })
        {
            await PutAsync(account, path, body, s => s.StatusCodeShouldBe(201));
            await PutAsync(account, path, body, s => s.StatusCodeShouldBe(200));
        }
    }

    [Fact]
    public async Task Two_first_PUTs_at_once_create_one()
    {
        var account = $"account-{Guid.NewGuid():N}";

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PutAsync(account, "", new { name = "Contoso" }, s => s.IgnoreStatusCode())));

        Assert.Equal([200, 200, 200, 200, 200, 201], answers.Select(answer => answer.Context.Response.StatusCode).Order());
    }

    [Theory]
    [InlineData("PUT", "/members/m-1", """{"name":"Mia","email":"mia@contoso.example","role":"admin"}""")]
    [InlineData("PUT", "/requisitions/r-1", """{"title":"Engineer"}""")]
    [InlineData("PUT", "/candidates/c-1", """{"name":"Ada","stage":"potential"}""")]
    [InlineData("POST", "/candidates", """[{"id":"c-1","name":"Ada","stage":"potential"}]""")]
    [InlineData("DELETE", "/candidates/c-1", null)]
    [InlineData("POST", "/sessions", """{"memberId":"m-1"}""")]
    [InlineData("GET", "/events", null)]
    public Task An_unknown_account_is_404(string method, string path, string? body) => stack.ScenarioAsync(
        s => s.WithPlatformKey().Verb(method).To($"/platform/accounts/unknown-{Guid.NewGuid():N}{path}", body).ProblemShouldBe(404, "not-found"));

    [Fact]
    public async Task A_PUT_replaces_the_whole_requisition()
    {
        var account = await stack.CreateAccountAsync();
        await PutAsync(account.Id, "/requisitions/r-1", new
        {
            title = "Engineer",
            code = "E-1",
            location = "Berlin",
            status = "closed",
            ownerMemberId = "not-known-yet",
            leverPostingId = "p-1",
            leverRequisitionId = "q-1",
        }, s => s.StatusCodeShouldBe(201));
        var before = await RowAsync(account, "requisitions", "r-1");
        Assert.Equal(("closed", "not-known-yet", "p-1"), (before.Text("status"), before.Text("ownerMemberId"), before.Text("leverPostingId")));

        await PutAsync(account.Id, "/requisitions/r-1", new { title = "Senior Engineer" }, s => s.StatusCodeShouldBe(200));

        var after = await RowAsync(account, "requisitions", "r-1");
        Assert.Equal(("Senior Engineer", "open"), (after.Text("title"), after.Text("status")));
        foreach (var gone in (string[])["code", "location", "ownerMemberId", "leverPostingId", "leverRequisitionId"]) Assert.False(after.TryGetProperty(gone, out _), gone);
    }

    [Fact]
    public async Task A_PUT_replaces_the_whole_member()
    {
        var account = await stack.CreateAccountAsync();
        await PutAsync(account.Id, "/members/m-1", new { name = "Mia", email = "mia@contoso.example", role = "recruiter", active = false }, s => s.StatusCodeShouldBe(201));
        Assert.False((await RowAsync(account, "members", "m-1")).GetProperty("active").GetBoolean());

        await PutAsync(account.Id, "/members/m-1", new { name = "Mia M", email = "m@contoso.example", role = "admin" }, s => s.StatusCodeShouldBe(200));

        var member = await RowAsync(account, "members", "m-1");
        Assert.Equal(("Mia M", "m@contoso.example", "admin"), (member.Text("name"), member.Text("email"), member.Text("role")));
        Assert.True(member.GetProperty("active").GetBoolean());
    }

    [Fact]
    public async Task A_PUT_replaces_the_whole_candidate_the_resume_apart()
    {
        var account = await stack.ActiveAccountAsync();
        var candidate = (await account.AddCandidatesAsync(1, _ => new
        {
            requisitionId = "not-known-yet",
            headline = "Engineer",
            location = "Berlin",
            phones = new[] { new { type = "mobile", value = "+49 30 1" } },
            links = new[] { "https://social.example/ada" },
            tags = new[] { "go" },
            profileUrl = "https://headhuntr.example/ada",
            sourcedByMemberId = "later",
            notes = new object[] { new { id = "n-1", text = "First\r\nline", author = "Ravi", createdAt = "2026-01-02T03:04:05Z" }, new { text = "Second" } },
        })).Single();
        await account.PutResumeAsync(candidate, "cv.pdf", [1, 2, 3]);
        var before = await account.GetJsonAsync(account.Admin, $"candidates/{candidate}");
        Assert.Equal("First\r\nline", before.GetProperty("notes")[0].Text("text"));
        Assert.Equal(("mobile", "+49 30 1"), (before.GetProperty("phones")[0].Text("type"), before.GetProperty("phones")[0].Text("value")));
        Assert.Equal(("not-known-yet", "later"), (before.Text("requisitionId"), before.Text("sourcedByMemberId")));

        await PutAsync(account.Id, $"/candidates/{candidate}", new { name = "Ada", stage = "hired elsewhere" }, s => s.StatusCodeShouldBe(200));

        var after = await account.GetJsonAsync(account.Admin, $"candidates/{candidate}");
        Assert.Equal(("Ada", "hired elsewhere"), (after.Text("name"), after.Text("stage")));
        foreach (var gone in (string[])["requisitionId", "headline", "location", "profileUrl", "sourcedByMemberId"]) Assert.False(after.TryGetProperty(gone, out _), gone);
        foreach (var empty in (string[])["emails", "phones", "links", "tags", "notes"]) Assert.Equal(0, after.GetProperty(empty).GetArrayLength());

        var export = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = new[] { candidate } }));
        Assert.Equal("cv.pdf", (await account.HeldAsync(export.GetProperty("items")[0].Text("opportunityId"))).Resume?.Name);
    }

    [Theory]
    [InlineData("emails")]
    [InlineData("phones")]
    [InlineData("links")]
    [InlineData("tags")]
    [InlineData("notes")]
    public async Task A_list_that_is_null_is_an_empty_one(string list)
    {
        var account = await stack.ActiveAccountAsync();
        await PutAsync(account.Id, "/candidates/c-1", new { name = "Ada", stage = "potential" }, s => s.StatusCodeShouldBe(201));

        await PutAsync(account.Id, "/candidates/c-1", $$"""{"name":"Ada","stage":"qualified","{{list}}":null}""", s => s.StatusCodeShouldBe(200));
        var batch = await stack.ScenarioAsync(
            s => s.WithPlatformKey().Post.To(account.PlatformPath("candidates"), $$"""[{"id":"c-2","name":"Bob","stage":"qualified","{{list}}":null}]"""));

        Assert.Equal(0, (await account.GetJsonAsync(account.Admin, "candidates/c-1")).GetProperty(list).GetArrayLength());
        Assert.Equal(1, batch.ReadAsJson<JsonElement>().GetProperty("created").GetInt32());
    }

    [Fact]
    public async Task A_requisition_that_comes_later_is_what_its_candidates_referred_to()
    {
        var account = await stack.ActiveAccountAsync();
        var candidate = (await account.AddCandidatesAsync(1, _ => new { requisitionId = "later" })).Single();
        await account.PutRequisitionAsync("later", account.OpenPosting);

        var export = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = new[] { candidate } }));

        Assert.Equal(account.OpenPosting, (await account.HeldAsync(export.GetProperty("items")[0].Text("opportunityId"))).Posting);
    }

    [Theory]
    [InlineData("-._:aZ9")]
    [InlineData("128")]
    public async Task Ids_are_the_host_products_own(string id)
    {
        var account = await stack.CreateAccountAsync();
        if (id == "128") id = new('x', 128);

        await PutAsync(account.Id, $"/candidates/{id}", new { name = "Ada", stage = "potential" }, s => s.StatusCodeShouldBe(201));
        Assert.Equal("Ada", (await account.GetJsonAsync(account.Recruiter, $"candidates/{id}")).Text("name"));
    }

    [Theory]
    [InlineData("a%20b")]
    [InlineData("a%2Fb")]
    [InlineData("%C3%A4")]
    [InlineData("a%0Ab")]
    [InlineData("a;b")]
    [InlineData("129")]
    public async Task Other_ids_are_400(string id)
    {
        var account = await stack.CreateAccountAsync();
        if (id == "129") id = new('x', 129);

        await PutAsync(id, "", new { name = "Contoso" }, s => s.ProblemShouldBe(400, "validation"));
        await PutAsync(account.Id, $"/members/{id}", new { name = "Mia", email = "m@contoso.example", role = "admin" }, s => s.ProblemShouldBe(400, "validation"));
        await PutAsync(account.Id, $"/requisitions/{id}", new { title = "E" }, s => s.ProblemShouldBe(400, "validation"));
        await PutAsync(account.Id, $"/candidates/{id}", new { name = "Ada", stage = "potential" }, s => s.ProblemShouldBe(400, "validation"));
    }

    [Fact]
    public async Task The_same_ids_in_two_accounts_are_two_things()
    {
        var (one, other) = (await stack.CreateAccountAsync(), await stack.CreateAccountAsync());
        await PutAsync(one.Id, "/candidates/c-1", new { name = "Ada", stage = "potential" }, s => s.StatusCodeShouldBe(201));
        await PutAsync(other.Id, "/candidates/c-1", new { name = "Grace", stage = "potential" }, s => s.StatusCodeShouldBe(201));

        await stack.ScenarioAsync(s => s.WithPlatformKey().Delete.To(other.PlatformPath("candidates/c-1")).StatusCodeShouldBe(204));

        Assert.Equal("Ada", (await one.GetJsonAsync(one.Admin, "candidates/c-1")).Text("name"));
        await stack.ScenarioAsync(s => s.As(other.Admin).Get.To(other.Path("candidates/c-1")).ProblemShouldBe(404, "not-found"));
    }

    private Task<IScenarioResult> PutAsync(string account, string path, object body, Action<Scenario> answer) =>
        stack.ScenarioAsync(s => answer(s.WithPlatformKey().Put.To($"/platform/accounts/{account}{path}", body)));

    private static async Task<JsonElement> RowAsync(TestAccount account, string list, string id) => Assert.Single(
        (await account.GetJsonAsync(account.Admin, list)).GetProperty("items").EnumerateArray(), row => row.Text("id") == id);
}
