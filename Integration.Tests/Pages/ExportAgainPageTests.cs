using Integration.Tests.Stack;

namespace Integration.Tests.Pages;

/// <summary>The export of somebody who was exported before: what is chosen, and what is said of them.</summary>
public sealed class ExportAgainPageTests(StackFixture stack)
{
    [Fact]
    public async Task All_that_match_are_those_who_are_not_in_Lever_unless_asked_for()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(4);
        await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates[..3], postingId = account.OpenPosting }));
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);

        var rest = await visitor.OpenAsync("/exports/new?all=true");
        var again = await visitor.OpenAsync("/exports/new?all=true&again=true");
        await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates[3..], postingId = account.OpenPosting }));
        var nobody = await visitor.OpenAsync("/exports/new?all=true");

        Assert.Contains("Export Person 4 to Lever", rest.Text, StringComparison.Ordinal);
        Assert.Contains("3 candidates are in Lever already and left out. Include them", rest.Text, StringComparison.Ordinal);
        Assert.Contains("Export 4 candidates to Lever", again.Text, StringComparison.Ordinal);
        Assert.Contains("All 4 who match are in Lever already", nobody.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Export to Lever", nobody.Text, StringComparison.Ordinal);
        Assert.Contains("/exports/new?all=true&amp;again=true", nobody.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_posting_used_last_for_the_requisition_is_chosen_and_with_nobody_left_the_button_says_so()
    {
        var account = await stack.ActiveAccountAsync();
        await account.PutRequisitionAsync("req-1", null);
        var candidates = await account.AddCandidatesAsync(2, _ => new { requisitionId = "req-1", emails = Array.Empty<string>() });
        await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates[..1], postingId = account.OpenPosting }));
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);

        var next = await visitor.OpenAsync($"/exports/new?candidate={candidates[1]}");
        var same = await visitor.OpenAsync($"/exports/new?candidate={candidates[0]}");
        var other = await visitor.OpenAsync($"/exports/plan?candidate={candidates[0]}&PostingId=", ("HX-Request", "true"));

        Assert.Equal((account.OpenPosting, account.OpenPosting), (next.Form("/exports/new")["PostingId"], same.Form("/exports/new")["PostingId"]));
        Assert.Contains("One is in Lever already for this posting", same.Text, StringComparison.Ordinal);
        Assert.Contains("Nobody left to export", same.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("button primary", same.Html, StringComparison.Ordinal);
        // The button follows the choice.
        Assert.Contains("Export to Lever", other.Text, StringComparison.Ordinal);
        Assert.Contains("button primary", other.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_somebody_in_Lever_our_own_records_speak_and_nothing_says_the_contrary()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(1, _ => new { emails = Array.Empty<string>() });
        await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates, postingId = account.OpenPosting }));
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);
        var posting = account.Lever.Postings.First(found => found.Id == account.OpenPosting).Text;

        var plan = await visitor.OpenAsync($"/exports/plan?candidate={candidates[0]}&PostingId=", ("HX-Request", "true"));

        Assert.Contains($"In Lever already for {posting} (New lead), exported by Ravi Recruiter: this adds one more opportunity.", plan.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("One more opportunity", plan.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Lever does not know them", plan.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Lever cannot tell", plan.Text, StringComparison.Ordinal);
    }
}
