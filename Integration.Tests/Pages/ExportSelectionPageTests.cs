using System.Net;
using Integration.Tests.Stack;

namespace Integration.Tests.Pages;

/// <summary>Whom an export is for, and for which posting, before it starts.</summary>
public sealed class ExportSelectionPageTests(StackFixture stack)
{
    [Fact]
    public async Task A_list_that_grew_while_the_form_was_open_is_not_exported_unseen()
    {
        var account = await stack.ActiveAccountAsync();
        await account.AddCandidatesAsync(2);
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);
        var form = await visitor.OpenAsync("/exports/new?all=true&stage=potential");

        await account.AddCandidatesAsync(1);
        var refused = await visitor.SubmitAsync(form, "/exports/new");
        var started = await visitor.SubmitAsync(refused, "/exports/new");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("The list has changed since you opened this.", refused.Text, StringComparison.Ordinal);
        Assert.Contains("Export 3 candidates to Lever", refused.Text, StringComparison.Ordinal);
        Assert.Contains("3 candidates to Lever", started.Text, StringComparison.Ordinal);
        Assert.Single((await account.GetJsonAsync(account.Recruiter, "exports")).Items());
    }

    [Fact]
    public async Task More_than_one_export_takes_is_said_in_the_list_and_in_the_form()
    {
        var account = await stack.ActiveAccountAsync();
        await account.AddCandidatesAsync(5_001);
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);

        var list = await visitor.OpenAsync("/candidates");
        var form = await visitor.OpenAsync("/exports/new?all=true");
        var narrowed = await visitor.OpenAsync("/exports/new?all=true&search=Person+5001");
        var many = await visitor.OpenAsync("/exports/new?all=true&search=Person+1");

        Assert.Contains("5,001 candidates", list.Text, StringComparison.Ordinal);
        Assert.Contains("One export takes up to 5,000 candidates", list.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("all=true", list.Html, StringComparison.Ordinal);
        Assert.Contains("5,001 candidates are too many for one export", form.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Export to Lever", form.Text, StringComparison.Ordinal);
        Assert.Contains("Export Person 5001 to Lever", narrowed.Text, StringComparison.Ordinal);
        // Everybody whose number begins with 1, over many pages of the API's list.
        Assert.Contains("Export 1,111 candidates to Lever", many.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Candidates_of_several_requisitions_go_to_the_posting_of_each()
    {
        var account = await stack.ActiveAccountAsync();
        await account.PutRequisitionAsync("req-1", account.OpenPosting);
        await account.PutRequisitionAsync("req-2", null);
        var candidates = await account.AddCandidatesAsync(2, index => new { requisitionId = $"req-{index + 1}" });
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);

        var form = await visitor.OpenAsync($"/exports/new?candidate={candidates[0]}&candidate={candidates[1]}");
        var started = await visitor.SubmitAsync(form, "/exports/new");
        await account.CompletedAsync(started.Path["/exports/".Length..]);

        Assert.Equal("linked", form.Form("/exports/new")["PostingId"]);
        var held = (await account.Lever.LedgerAsync()).Opportunities.Where(found => found.Sources.Contains("headhuntr.io")).ToDictionary(found => found.Name, found => found.Posting);
        Assert.Equal((account.OpenPosting, null), (held["Person 1"], held["Person 2"]));
    }

    [Fact]
    public async Task The_plan_follows_the_choice_and_says_what_a_candidate_lacks()
    {
        var account = await stack.ActiveAccountAsync();
        var closed = account.Lever.Postings.First(posting => posting.State == "closed").Id;
        var candidates = await account.AddCandidatesAsync(1, _ => new { emails = Array.Empty<string>() });
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);

        var general = await visitor.OpenAsync($"/exports/plan?candidate={candidates[0]}&PostingId=", ("HX-Request", "true"));
        var toClosed = await visitor.OpenAsync($"/exports/plan?candidate={candidates[0]}&PostingId={closed}", ("HX-Request", "true"));

        Assert.Contains("One general opportunity in the 'New Lead' stage", general.Text, StringComparison.Ordinal);
        Assert.Contains("One is without an e-mail address: Lever cannot tell whether it knows them.", general.Text, StringComparison.Ordinal);
        Assert.Contains("No e-mail address, no résumé", general.Text, StringComparison.Ordinal);
        Assert.Contains("1 candidate cannot be exported: The posting takes no candidates in Lever now.", toClosed.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dialog_opens_without_waiting_for_Lever_and_asks_it_then()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(1);
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);

        var dialog = await visitor.OpenAsync($"/exports/new?candidate={candidates[0]}", ("HX-Request", "true"), ("HX-Current-URL", $"{stack.Ui}candidates"));
        var before = (await account.Lever.LedgerAsync()).CallsTo("GET", "/v1/opportunities");
        var plan = await visitor.OpenAsync($"/exports/plan?candidate={candidates[0]}", ("HX-Request", "true"));

        Assert.Equal(0, before);
        Assert.Contains("is being looked up", dialog.Text, StringComparison.Ordinal);
        Assert.Contains("hx-trigger=\"load, change from:#export-form\"", dialog.Html, StringComparison.Ordinal);
        Assert.Contains("Lever does not know them yet by e-mail.", plan.Text, StringComparison.Ordinal);
        Assert.Contains("hx-trigger=\"change from:#export-form\"", plan.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_Lever_does_not_answer_it_says_so_and_exports_all_the_same()
    {
        var account = await stack.ActiveAccountAsync();
        await account.PutRequisitionAsync("req-1", account.OpenPosting);
        var candidates = await account.AddCandidatesAsync(1, _ => new { requisitionId = "req-1" });
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);

        await account.Lever.FailAsync("GET", "/v1", "503", times: 1_000);
        var form = await visitor.OpenAsync($"/exports/new?candidate={candidates[0]}");
        await account.Lever.ClearFaultsAsync();
        var started = await visitor.SubmitAsync(form, "/exports/new");
        await account.CompletedAsync(started.Path["/exports/".Length..]);

        Assert.Contains("The postings cannot be listed now.", form.Text, StringComparison.Ordinal);
        Assert.Contains("Lever does not answer, so it cannot be told now.", form.Text, StringComparison.Ordinal);
        // What is linked is not forgotten, although nobody could say its name.
        Assert.Equal("linked", form.Form("/exports/new")["PostingId"]);
        Assert.Equal(account.OpenPosting, Assert.Single((await account.Lever.LedgerAsync()).Opportunities, held => held.Sources.Contains("headhuntr.io")).Posting);
    }

    [Fact]
    public async Task A_requisition_that_is_not_the_postings_is_said_at_its_field_and_the_choices_stay()
    {
        var account = await stack.ActiveAccountAsync();
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);
        var form = await visitor.OpenAsync($"/exports/new?candidate={(await account.AddCandidatesAsync(1))[0]}");
        var requisitions = (await account.GetJsonAsync(account.Recruiter, "lever/requisitions")).Items();
        var (requisition, own) = requisitions.Select(found => (found.Text("id"), found.GetProperty("postings").EnumerateArray().Select(id => id.GetString()).ToList())).First();
        var foreign = account.Lever.Postings.First(posting => posting is { State: "published", Confidentiality: "non-confidential" } && !own.Contains(posting.Id)).Id;

        var refused = await visitor.SubmitAsync(form, "/exports/new", [("PostingId", foreign), ("RequisitionId", requisition)]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("This requisition does not belong to the chosen posting in Lever.", refused.Text, StringComparison.Ordinal);
        Assert.Equal((foreign, requisition), (refused.Form("/exports/new")["PostingId"], refused.Form("/exports/new")["RequisitionId"]));
    }
}
