using Integration.Api.Exports;
using Integration.Api.Lever;
using Integration.Tests.Stack;

namespace Integration.Tests.Exports;

/// <summary>What is found under a marker: the opportunity that was sent, another's, or something that a person must look at. Only nothing at all is sent again.</summary>
public sealed class AdoptionTests(StackFixture stack)
{
    private const long Marker = 1_700_000_000_000;

    [Theory]
    [InlineData("Ada Example", "ada@people.example", "headhuntr.io", Marker, nameof(Likeness.Same))]
    [InlineData(" ada  EXAMPLE ", null, "Headhuntr.io", Marker, nameof(Likeness.Same))]
    [InlineData("Augusta King", "Ada@People.example", "headhuntr.io", Marker, nameof(Likeness.Same))]
    [InlineData("Augusta King", "a.da+jobs@people.example", "headhuntr.io", Marker, nameof(Likeness.Same))]
    [InlineData("Augusta King", null, "headhuntr.io", Marker, nameof(Likeness.Unclear))]
    [InlineData("Ada Example", null, "LinkedIn", Marker, nameof(Likeness.Unclear))]
    [InlineData("Augusta King", null, "LinkedIn", Marker, nameof(Likeness.None))]
    [InlineData("Ada Example", "ada@people.example", "headhuntr.io", Marker + 1, nameof(Likeness.None))]
    public void An_opportunity_is_the_one_by_its_marker_its_source_and_the_person(string name, string? email, string source, long createdAt, string likeness)
    {
        var found = new LeverOpportunity("o-1", name, Emails: email is null ? [] : [email], Sources: [source], CreatedAt: createdAt);

        Assert.Equal(likeness, found.LikenessTo(Item(Sent())).ToString());
    }

    [Fact]
    public void The_profile_link_tells_who_it_is_and_of_an_erased_person_the_marker_and_the_source_do()
    {
        var found = new LeverOpportunity("o-1", "Augusta King", Links: ["http://headhuntr.example/ada/"], Sources: ["headhuntr.io"], CreatedAt: Marker);

        Assert.Equal(Likeness.Same, found.LikenessTo(Item(Sent())));
        Assert.Equal(Likeness.Same, (found with { Links = [] }).LikenessTo(Item(null)));
        Assert.Equal(Likeness.None, (found with { Sources = ["LinkedIn"] }).LikenessTo(Item(null)));
    }

    [Fact]
    public async Task One_that_became_somebody_else_meanwhile_is_neither_adopted_nor_sent_again()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(2, _ => new { emails = Array.Empty<string>() });
        var other = (await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates[..1] }))).GetProperty("items")[0].Text("opportunityId");
        await account.Lever.FailAsync("POST", "/v1/opportunities", "cut-after");
        await account.Lever.FailAsync("GET", "/v1/opportunities", "500", times: 4);
        var export = await account.ExportAsync(new { candidateIds = candidates[1..] });
        var sent = await EventuallyAsync.GetAsync(
            async () => (await account.Lever.LedgerAsync()).Opportunities.FirstOrDefault(held => held.Id != other && held.Sources.Contains("headhuntr.io")), held => held is not null, "Lever holds it");

        await account.Lever.PersonAsync($"opportunities/{sent!.Id}/merge", new { into = other });

        await LooksUnclearAsync(account, export, "unclear-match", calls: 2);
    }

    [Fact]
    public async Task Several_that_look_the_same_wait_for_a_person()
    {
        var account = await stack.ActiveAccountAsync();
        var candidate = (await account.AddCandidatesAsync(1)).Single();
        await account.Lever.FailAsync("POST", "/v1/opportunities", "cut-after");
        await account.Lever.FailAsync("GET", "/v1/opportunities", "500", times: 4);
        var export = await account.ExportAsync(new { candidateIds = new[] { candidate } });
        var sent = await EventuallyAsync.GetAsync(
            async () => (await account.Lever.LedgerAsync()).Opportunities.FirstOrDefault(held => held.Sources.Contains("headhuntr.io")), held => held is not null, "Lever holds it");
        var lever = await account.Lever.AuthorizeAsync();
        await lever.PostAsync(
            $"opportunities?perform_as={account.Lever.SuperAdmin.Id}",
            new { name = sent!.Name, emails = sent.Emails, sources = sent.Sources, createdAt = sent.CreatedAt });

        await LooksUnclearAsync(account, export, "several-matches", calls: 2);
    }

    [Fact]
    public async Task A_name_that_Lever_writes_with_other_letters_of_the_same_look_is_adopted()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(1, _ => new { name = "Jose\u0301 Mu\u0308ller", emails = Array.Empty<string>() });
        Assert.Equal("Jos\u00e9 M\u00fcller", (await account.GetJsonAsync(account.Recruiter, $"candidates/{candidates[0]}")).Text("name"));
        await account.Lever.FailAsync("POST", "/v1/opportunities", "cut-after");
        await account.Lever.FailAsync("GET", "/v1/opportunities", "500", times: 1_000);
        var export = await account.ExportAsync(new { candidateIds = candidates });
        await EventuallyAsync.TrueAsync(async () => (await account.Lever.LedgerAsync()).CallsTo("POST", "/v1/opportunities") == 1, "it was sent");

        // As if it had been queued before names were kept composed, and Lever composed it.
        await stack.SqlAsync(
            $"""
             UPDATE export_items SET sent = jsonb_set(sent, ARRAY['opportunity', 'name'], to_jsonb(normalize(sent -> 'opportunity' ->> 'name', NFD)))
             WHERE export_id = '{export}'
             """);
        var attempts = await AttemptsAsync();
        await EventuallyAsync.TrueAsync(async () => await AttemptsAsync() > attempts, "it is looked for again");
        await account.Lever.ClearFaultsAsync();

        Assert.Equal("exported", (await account.CompletedAsync(export)).Items()[0].Text("status"));
        Assert.Equal(1, (await account.Lever.LedgerAsync()).CallsTo("POST", "/v1/opportunities"));

        Task<int> AttemptsAsync() => stack.SqlAsync<int>($"SELECT attempts AS \"Value\" FROM export_items WHERE export_id = '{export}'");
    }

    private static async Task LooksUnclearAsync(TestAccount account, string export, string code, int calls)
    {
        var item = await EventuallyAsync.GetAsync(
            async () => (await account.GetJsonAsync(account.Recruiter, $"exports/{export}")).GetProperty("items")[0], item => item.TextOrNull("code") is not null, "somebody is asked to look");
        Assert.Equal(("exporting", code), (item.Text("status"), item.Text("code")));
        Assert.Equal(calls, (await account.Lever.LedgerAsync()).CallsTo("POST", "/v1/opportunities"));
    }

    private static ClaimedItem Item(SentOpportunity? sent) => new(
        1, "account", "lever", Guid.Empty, "candidate", null, 1, 1, Marker, InDoubt: true, IsSettled: true, WhyNot: null, sent, ResumeBytes: null, NotAfter: 0);

    private static SentOpportunity Sent() => OpportunityOf.Candidate(
        "Ada Example", null, null, ["ada@people.example"], "[]", ["https://headhuntr.example/ada"], [], null, null, "user-1", Marker);
}
