using Integration.Tests.Stack;

namespace Integration.Tests.Exports;

/// <summary>What Lever gets, and what the account sees of it.</summary>
public sealed class ExportPathTests(StackFixture stack)
{
    [Fact]
    public async Task A_candidate_of_a_set_up_account_reaches_Lever_as_a_general_opportunity()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(1, _ => new
        {
            name = "Ada Example",
            headline = "Engineer at Example",
            location = "Berlin",
            emails = new[] { $"ada@{account.Id}.example" },
            phones = new[] { new { type = "Mobile", value = "+49 30 1" }, new { type = "fax", value = "+49 30 2" } },
            links = new[] { "https://social.example/ada" },
            tags = new[] { "robotics" },
            profileUrl = "https://headhuntr.example/people/ada",
        });

        var export = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates }));

        var item = Assert.Single(export.GetProperty("items").EnumerateArray());
        var held = await account.HeldAsync(item.GetProperty("opportunityId").GetString()!);
        Assert.Equal("exported", item.GetProperty("status").GetString());
        Assert.Equal("Ada Example", held.Name);
        Assert.Equal(["headhuntr.io"], held.Sources);
        Assert.Equal(("sourced", "lead-new", null), (held.Origin, held.Stage, held.Posting));
        Assert.Equal([$"ada@{account.Id}.example"], held.Emails);
        Assert.Equal(["https://headhuntr.example/people/ada", "https://social.example/ada"], held.Links);
        Assert.Contains("robotics", held.Tags);
        Assert.Equal(account.Lever.User("team member").Id, held.Owner);
        Assert.Equal(account.Lever.User("team member").Id, held.PerformedBy);
    }

    [Fact]
    public async Task Several_candidates_reach_the_posting_that_was_chosen()
    {
        var account = await stack.ActiveAccountAsync();
        var posting = account.OpenPosting;
        var candidates = await account.AddCandidatesAsync(30);

        var export = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates, postingId = posting }));

        Assert.Equal((30, 30, 0), (export.GetProperty("total").GetInt32(), export.GetProperty("exported").GetInt32(), export.GetProperty("failed").GetInt32()));
        var ledger = await account.Lever.LedgerAsync();
        Assert.Equal(30, ledger.Opportunities.Count(opportunity => opportunity.Posting == posting && opportunity.Sources.Contains("headhuntr.io")));
        Assert.Equal(30, ledger.CallsTo("POST", "/v1/opportunities"));
    }

    [Fact]
    public async Task Without_a_posting_the_one_of_the_candidates_requisition_is_used_and_null_asks_for_a_general_opportunity()
    {
        var account = await stack.ActiveAccountAsync();
        await account.PutRequisitionAsync("req-1", account.OpenPosting);
        var candidates = await account.AddCandidatesAsync(2, _ => new { requisitionId = "req-1" });

        var linked = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates[..1] }));
        var general = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates[1..], postingId = (string?)null }));

        Assert.Equal(account.OpenPosting, (await account.HeldAsync(OpportunityOf(linked))).Posting);
        Assert.Null((await account.HeldAsync(OpportunityOf(general))).Posting);
    }

    [Fact]
    public async Task The_resume_goes_with_the_same_call_under_its_file_name()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(1, _ => new { emails = Array.Empty<string>(), phones = new[] { new { type = "mobile", value = "1" } } });
        await account.PutResumeAsync(candidates[0], "Lebenslauf Müller.pdf", [.. "%PDF-1.4 a résumé"u8]);

        var export = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates }));

        var held = await account.HeldAsync(OpportunityOf(export));
        Assert.Equal("Lebenslauf Müller.pdf", held.Resume?.Name);
        Assert.Equal(1, (await account.Lever.LedgerAsync()).CallsTo("POST", "/v1/opportunities"));
    }

    [Fact]
    public async Task The_candidate_shows_its_opportunity_and_the_feed_tells_of_it_once()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(1);

        var export = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates }));

        var candidate = await account.GetJsonAsync(account.Recruiter, $"candidates/{candidates[0]}");
        var shown = Assert.Single(candidate.GetProperty("opportunities").EnumerateArray());
        Assert.Equal(OpportunityOf(export), shown.GetProperty("opportunityId").GetString());
        Assert.Equal("New lead", shown.GetProperty("stage").GetString(), ignoreCase: true);
        var told = Assert.Single(await account.EventsAsync("candidate.exported"));
        Assert.Equal(candidates[0], told.GetProperty("candidateId").GetString());
    }

    private static string OpportunityOf(System.Text.Json.JsonElement export) => export.GetProperty("items")[0].GetProperty("opportunityId").GetString()!;
}
