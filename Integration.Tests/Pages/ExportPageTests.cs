using System.Net;
using System.Net.Http.Json;
using Integration.Tests.Stack;

namespace Integration.Tests.Pages;

/// <summary>Exporting, as a recruiter does it without script.</summary>
public sealed class ExportPageTests(StackFixture stack)
{
    private const string Requisition = "req-1";

    [Fact]
    public async Task A_recruiter_exports_a_selection_and_reads_the_results_by_outcome()
    {
        var account = await stack.ActiveAccountAsync();
        var posting = account.Lever.Postings.First(found => found.State == "published" && found.Confidentiality == "non-confidential");
        await PushRequisitionAsync(account, posting.Id);
        var candidates = await account.AddCandidatesAsync(2, _ => new { requisitionId = Requisition });
        await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates[..1] }));
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);

        var list = await visitor.OpenAsync($"/requisitions/{Requisition}");
        Assert.Contains("Person 1", list.Text, StringComparison.Ordinal);

        var form = await visitor.OpenAsync(New(candidates));
        Assert.Equal(posting.Id, form.Form("/exports/new")["PostingId"]);
        Assert.Contains("Person 1 Skipped: in Lever already", form.Text, StringComparison.Ordinal);
        Assert.Contains("Person 2 No résumé New opportunity", form.Text, StringComparison.Ordinal);
        Assert.Contains("One opportunity for the selected job posting in the 'New Lead' stage, with the source headhuntr.io, owned by you.", form.Text, StringComparison.Ordinal);
        Assert.Contains("Lever does not know them yet by e-mail.", form.Text, StringComparison.Ordinal);
        Assert.Contains("One is in Lever already for this posting, or on the way there, and will be skipped.", form.Text, StringComparison.Ordinal);

        var started = await visitor.SubmitAsync(form, "/exports/new");
        Assert.StartsWith("/exports/", started.Path, StringComparison.Ordinal);
        await account.CompletedAsync(started.Path["/exports/".Length..]);
        var result = await visitor.OpenAsync(started.Path);
        Assert.Contains("1 exported, 1 skipped.", result.Text, StringComparison.Ordinal);
        Assert.Contains("Open in Lever", result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("hx-trigger=\"every", result.Html, StringComparison.Ordinal);
        var history = await visitor.OpenAsync("/exports");
        Assert.Contains($"2 candidates {posting.Text}", history.Text, StringComparison.Ordinal);
        Assert.Contains("Ravi Recruiter", history.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_double_click_starts_one_export()
    {
        var account = await stack.ActiveAccountAsync();
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);
        var form = await visitor.OpenAsync(New(await account.AddCandidatesAsync(1)));

        var started = await Task.WhenAll(visitor.SubmitAsync(form, "/exports/new"), visitor.SubmitAsync(form, "/exports/new"));

        Assert.Equal(started[0].Path, started[1].Path);
        Assert.Equal(1, (await account.GetJsonAsync(account.Recruiter, "exports")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_form_sent_again_with_other_choices_asks_before_it_exports_once_more()
    {
        var account = await stack.ActiveAccountAsync();
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);
        var form = await visitor.OpenAsync(New(await account.AddCandidatesAsync(1)));
        var posting = account.Lever.Postings.First(found => found.State == "published" && found.Confidentiality == "non-confidential");

        await visitor.SubmitAsync(form, "/exports/new");
        var refused = await visitor.SubmitAsync(form, "/exports/new", [("PostingId", posting.Id)]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("This form was sent before, with other choices.", refused.Text, StringComparison.Ordinal);
        Assert.NotEqual(form.Form("/exports/new")["IdempotencyKey"], refused.Form("/exports/new")["IdempotencyKey"]);
    }

    [Fact]
    public async Task No_posting_asks_for_a_general_opportunity_even_where_one_is_linked()
    {
        var account = await stack.ActiveAccountAsync();
        await PushRequisitionAsync(account, account.Lever.Postings.First(found => found.State == "published").Id);
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);
        var form = await visitor.OpenAsync(New(await account.AddCandidatesAsync(1, _ => new { requisitionId = Requisition })));

        var started = await visitor.SubmitAsync(form, "/exports/new", [("PostingId", "")]);

        var export = await account.CompletedAsync(started.Path["/exports/".Length..]);
        var opportunity = export.GetProperty("items")[0].GetProperty("opportunityId").GetString();
        Assert.Null(Assert.Single((await account.Lever.LedgerAsync()).Opportunities, found => found.Id == opportunity).Posting);
    }

    [Fact]
    public async Task Everybody_who_matches_is_exported_without_being_ticked()
    {
        var account = await stack.ActiveAccountAsync();
        await account.AddCandidatesAsync(60, index => new { stage = index < 55 ? "interested" : "potential" });
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);

        var list = await visitor.OpenAsync("/candidates?stage=interested");
        var form = await visitor.OpenAsync("/exports/new?all=true&stage=interested");

        Assert.Contains("/exports/new?all=true&amp;stage=interested", list.Html, StringComparison.Ordinal);
        Assert.Contains("Export 55 candidates to Lever", form.Text, StringComparison.Ordinal);
        var started = await visitor.SubmitAsync(form, "/exports/new");
        Assert.Contains("55 candidates to Lever", started.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failures_say_why_and_can_be_retried()
    {
        var account = await stack.ActiveAccountAsync();
        var closed = account.Lever.Postings.First(found => found.State == "closed");
        var export = await account.ExportAsync(new { candidateIds = await account.AddCandidatesAsync(1), postingId = closed.Id });
        await account.CompletedAsync(export);
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);

        var failed = await visitor.OpenAsync($"/exports/{export}");
        var retried = await visitor.SubmitAsync(failed, $"/exports/{export}/retry");

        Assert.Contains("0 exported, 1 failed.", failed.Text, StringComparison.Ordinal);
        Assert.Contains("Completed with failures", failed.Text, StringComparison.Ordinal);
        Assert.Equal($"/exports/{export}", retried.Path);
    }

    [Fact]
    public async Task An_unmapped_recruiter_reads_why_there_is_no_export_and_who_helps()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(1);
        using var visitor = await Visitor.SignedInAsync(account, account.UnmappedRecruiter);

        var list = await visitor.OpenAsync("/candidates");
        var form = await visitor.OpenAsync(New(candidates));

        Assert.DoesNotContain("Export to ATS", list.Text, StringComparison.Ordinal);
        foreach (var page in new[] { list, form })
        {
            Assert.Contains("Only mapped users will be able to export candidates.", page.Text, StringComparison.Ordinal);
            Assert.Contains("Ask your admin: Ada Admin", page.Text, StringComparison.Ordinal);
        }
        Assert.DoesNotContain("Export to Lever", form.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_unmapped_or_disconnected_while_the_form_is_open_reads_it_there()
    {
        var account = await stack.ActiveAccountAsync();
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);
        var form = await visitor.OpenAsync(New(await account.AddCandidatesAsync(1)));

        await account.SendAsync(HttpMethod.Delete, account.Admin, $"user-mappings/{account.Recruiter}", null);
        var unmapped = await visitor.SubmitAsync(form, "/exports/new");
        await account.MapAsync(account.Recruiter, account.Lever.User("team member").Email);
        await account.SendAsync(HttpMethod.Delete, account.Admin, "connection", null);
        var inactive = await visitor.SubmitAsync(form, "/exports/new");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity), (unmapped.Status, inactive.Status));
        Assert.Contains("You are not mapped to a user in Lever.", unmapped.Text, StringComparison.Ordinal);
        Assert.Contains("The Lever integration is not active. An admin can activate it under Company Account Details.", inactive.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task For_htmx_the_dialog_and_the_progress_are_regions_and_not_pages()
    {
        var account = await stack.ActiveAccountAsync();
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);
        var address = New(await account.AddCandidatesAsync(1));

        var dialog = await visitor.OpenAsync(address, ("HX-Request", "true"));
        var started = await visitor.SubmitAsync(dialog, "/exports/new", null, ("HX-Request", "true"));

        Assert.StartsWith("<form id=\"export-form\"", dialog.Html.TrimStart(), StringComparison.Ordinal);
        Assert.StartsWith("<section id=\"export-progress\"", started.Html.TrimStart(), StringComparison.Ordinal);
        Assert.Contains("HX-Request", dialog.Header("Vary"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_dialog_carries_the_linked_posting_only_and_asks_for_others_while_somebody_types()
    {
        var account = await stack.ActiveAccountAsync();
        var postings = account.Lever.Postings.Where(found => found.State == "published" && found.Confidentiality == "non-confidential").ToList();
        await PushRequisitionAsync(account, postings[1].Id);
        using var visitor = await Visitor.SignedInAsync(account, account.Admin);

        var dialog = await visitor.OpenAsync(New(await account.AddCandidatesAsync(1, _ => new { requisitionId = Requisition })), ("HX-Request", "true"));
        var choices = await visitor.OpenAsync($"/exports/choices/postings?search={Uri.EscapeDataString(postings[0].Text)}", ("HX-Request", "true"));

        Assert.Equal(postings[1].Id, dialog.Form("/exports/new")["PostingId"]);
        Assert.Contains(postings[1].Text, dialog.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(postings[0].Id, dialog.Html, StringComparison.Ordinal);
        Assert.Contains(postings[0].Id, choices.Html, StringComparison.Ordinal);
        Assert.DoesNotContain(postings[1].Id, choices.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_another_account_is_shown()
    {
        var (account, other) = (await stack.ActiveAccountAsync(), await stack.ActiveAccountAsync());
        var candidates = await other.AddCandidatesAsync(1);
        await PushRequisitionAsync(other, null);
        var export = await other.ExportAsync(new { candidateIds = candidates });
        using var visitor = await Visitor.SignedInAsync(account, account.Admin);

        foreach (var address in new[] { $"/exports/{export}", $"/candidates/{candidates[0]}", $"/requisitions/{Requisition}" })
            Assert.Equal(HttpStatusCode.NotFound, (await visitor.OpenAsync(address)).Status);
        Assert.Contains("Choose at least one candidate", (await visitor.OpenAsync(New(candidates))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_candidate_shows_what_became_of_them_in_Lever()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(1);
        await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates }));
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);

        var page = await visitor.OpenAsync($"/candidates/{candidates[0]}");

        Assert.Contains("General opportunity", page.Text, StringComparison.Ordinal);
        Assert.Contains("New Lead", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Open in Lever", page.Text, StringComparison.Ordinal);
    }

    private static string New(IEnumerable<string> candidates) =>
        $"/exports/new?{string.Join('&', candidates.Select(candidate => $"candidate={candidate}"))}";

    private async Task PushRequisitionAsync(TestAccount account, string? postingId) =>
        (await stack.Platform.PutAsJsonAsync(
            account.PlatformPath($"requisitions/{Requisition}"), new { title = "Backend Engineer", leverPostingId = postingId })).EnsureSuccessStatusCode();
}
