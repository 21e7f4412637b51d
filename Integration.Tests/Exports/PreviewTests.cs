using System.Text.Json;
using Integration.Tests.Stack;

namespace Integration.Tests.Exports;

/// <summary>What an export would do, before anything is sent.</summary>
public sealed class PreviewTests(StackFixture stack)
{
    [Fact]
    public async Task It_says_who_will_be_created_who_is_exported_who_is_in_Lever_and_who_lacks_what()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(4, index => index == 3 ? new { emails = Array.Empty<string>() } : new { });
        await account.PutResumeAsync(candidates[2], "cv.pdf", "pdf"u8.ToArray());
        await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates[..1] }));
        var lever = await account.Lever.AuthorizeAsync();
        await lever.PostAsync(
            $"opportunities?perform_as={account.Lever.SuperAdmin.Id}", new { name = "Known there", emails = new[] { $"{candidates[1]}@People.example" } });
        var held = (await account.Lever.LedgerAsync()).Live;

        var preview = await PreviewAsync(account, new { candidateIds = candidates.Append("nobody").Append(candidates[0]) });

        Assert.Equal(
            (5, 3, 1, 1, 1, 0),
            (Count("total"), Count("toCreate"), Count("alreadyExported"), Count("failing"), Count("inLever"), Count("notLookedUp")));
        var items = preview.Items();
        Assert.Equal(["already-exported", null, null, null, "candidate-not-found"], items.Select(item => item.TextOrNull("code")));
        Assert.Equal(["", "true", "false", "false", ""], items.Select(item => item.TryGetProperty("inLever", out var isThere) ? isThere.GetRawText() : ""));
        Assert.Equal(["resume", "resume", "", "email,resume", ""], items.Select(item => string.Join(',', item.Items("lacks"))));
        Assert.StartsWith("http", items[0].Text("leverUrl"));
        Assert.Equal(held, (await account.Lever.LedgerAsync()).Live);

        int Count(string name) => preview.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task It_knows_the_postings_as_the_export_does()
    {
        var account = await stack.ActiveAccountAsync();
        var closed = account.Lever.Postings.First(posting => posting.State == "closed").Id;
        await account.PutRequisitionAsync("req-1", closed);
        var candidates = await account.AddCandidatesAsync(1, _ => new { requisitionId = "req-1" });

        Assert.Equal("posting-closed", (await PreviewAsync(account, new { candidateIds = candidates })).Items()[0].TextOrNull("code"));
        Assert.Null((await PreviewAsync(account, new { candidateIds = candidates, postingId = (string?)null })).Items()[0].TextOrNull("code"));
        Assert.Null((await PreviewAsync(account, new { candidateIds = candidates, postingId = account.OpenPosting })).Items()[0].TextOrNull("code"));
    }

    [Fact]
    public async Task Each_address_is_asked_for_by_itself_and_remembered()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(20);

        foreach (var _ in (int[])[1, 2])
            Assert.Equal(0, (await PreviewAsync(account, new { candidateIds = candidates })).GetProperty("notLookedUp").GetInt32());

        Assert.Equal(20, (await account.Lever.LedgerAsync()).CallsTo("GET", "/v1/opportunities"));
    }

    [Fact]
    public async Task Who_is_in_Lever_is_what_Lever_takes_for_the_same_address()
    {
        var account = await stack.ActiveAccountAsync();
        var name = $"gina{Guid.NewGuid():N}";
        var lever = await account.Lever.AuthorizeAsync();
        await lever.PostAsync($"opportunities?perform_as={account.Lever.SuperAdmin.Id}", new { name = "Gina", emails = new[] { $"{name}.example@gmail.com" } });
        var candidates = await account.AddCandidatesAsync(2, index => new { emails = new[] { index == 0 ? $"{name}Example+jobs@gmail.com" : $"{name}@gmail.com" } });

        var items = (await PreviewAsync(account, new { candidateIds = candidates })).Items();

        Assert.Equal([true, false], items.Select(item => item.GetProperty("inLever").GetBoolean()));
    }

    [Fact]
    public async Task An_address_that_Lever_does_not_take_costs_nobody_the_preview()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(2);
        await account.Lever.FailAsync("GET", "/v1/opportunities", "400");

        Assert.Equal(2, (await PreviewAsync(account, new { candidateIds = candidates })).GetProperty("toCreate").GetInt32());
    }

    [Fact]
    public async Task Without_a_look_up_it_answers_from_what_is_known_here()
    {
        var account = await stack.ActiveAccountAsync();
        await account.PutRequisitionAsync("req-1", account.OpenPosting);
        var candidates = await account.AddCandidatesAsync(1, _ => new { requisitionId = "req-1" });

        var preview = await PreviewAsync(account, new { candidateIds = candidates }, "?lookUp=false");

        Assert.Equal(1, preview.GetProperty("notLookedUp").GetInt32());
        Assert.Equal(account.OpenPosting, preview.Items()[0].TextOrNull("postingId"));
        Assert.Equal(0, (await account.Lever.LedgerAsync()).CallsTo("GET", "/v1/opportunities"));
    }

    [Fact]
    public async Task It_is_refused_as_an_export_would_be()
    {
        var account = await stack.ActiveAccountAsync();
        var preview = account.Path("exports/preview");
        object good = new { candidateIds = new[] { "x" } }, bad = new { candidateIds = Array.Empty<string>() };

        await stack.ScenarioAsync(s => s.As(account.UnmappedRecruiter).Post.To(preview, good).ProblemShouldBe(403, "user-not-mapped"));
        await stack.ScenarioAsync(s => s.As(account.Recruiter).Post.To(preview, bad).ProblemShouldBe(400, "validation"));
        await stack.ScenarioAsync(s => s.As(account.Admin).Delete.To(account.Path("connection")).StatusCodeShouldBe(204));
        await stack.ScenarioAsync(s => s.As(account.Recruiter).Post.To(preview, good).ProblemShouldBe(409, "not-active"));
    }

    private async Task<JsonElement> PreviewAsync(TestAccount account, object body, string query = "") =>
        (await stack.ScenarioAsync(s => s.As(account.Recruiter).Post.To(account.Path($"exports/preview{query}"), body))).ReadAsJson<JsonElement>();
}
