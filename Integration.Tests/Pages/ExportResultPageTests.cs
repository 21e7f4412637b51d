using Integration.Tests.Stack;
using Integration.Tests.Webhooks;

namespace Integration.Tests.Pages;

/// <summary>What became of an export and of a candidate, as pages tell it.</summary>
public sealed class ExportResultPageTests(StackFixture stack)
{
    [Fact]
    public async Task Who_failed_is_first_with_the_reason_once_however_far_behind_in_the_export()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(120);
        var export = await account.ExportAsync(new { candidateIds = candidates.Append("nobody-1").Append("nobody-2") });
        await account.CompletedAsync(export);
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);

        var page = await visitor.OpenAsync($"/exports/{export}");
        var more = await visitor.OpenAsync(page.Html.Split("href=\"").Select(part => System.Net.WebUtility.HtmlDecode(part.Split('"')[0])).First(href => href.Contains("of=exported", StringComparison.Ordinal)));

        Assert.Contains("120 exported, 2 failed.", page.Text, StringComparison.Ordinal);
        Assert.Contains("Failed 2 headhuntr.io has no such candidate (any more). nobody-1 nobody-2 Exported 120", page.Text, StringComparison.Ordinal);
        Assert.Contains("Person 120", more.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("nobody-1", more.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_failed_for_the_posting_is_exported_to_another_one()
    {
        var account = await stack.ActiveAccountAsync();
        var closed = account.Lever.Postings.First(posting => posting.State == "closed").Id;
        var export = await account.ExportAsync(new { candidateIds = await account.AddCandidatesAsync(3), postingId = closed });
        await account.CompletedAsync(export);
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);

        var page = await visitor.OpenAsync($"/exports/{export}");
        var form = await visitor.OpenAsync($"/exports/new?failedIn={export}");
        var started = await visitor.SubmitAsync(form, "/exports/new", [("PostingId", account.OpenPosting)]);
        await account.CompletedAsync(started.Path["/exports/".Length..]);

        Assert.Contains($"/exports/new?failedIn={export}", page.Html, StringComparison.Ordinal);
        Assert.Contains("Export 3 candidates to Lever", form.Text, StringComparison.Ordinal);
        Assert.Equal(3, (await account.Lever.LedgerAsync()).Opportunities.Count(held => held.Posting == account.OpenPosting && held.Sources.Contains("headhuntr.io")));
    }

    [Fact]
    public async Task A_paused_export_says_why_and_who_lets_it_go_on()
    {
        var account = await stack.ActiveAccountAsync();
        await account.Lever.FailAsync("POST", "/v1/opportunities", "429", times: 100_000);
        var export = await account.ExportAsync(new { candidateIds = await account.AddCandidatesAsync(2) });
        await account.SendAsync(HttpMethod.Delete, account.Admin, "connection", null);
        using var recruiter = await Visitor.SignedInAsync(account, account.Recruiter);
        using var admin = await Visitor.SignedInAsync(account, account.Admin);

        var read = await recruiter.OpenAsync($"/exports/{export}");
        var acted = await admin.OpenAsync($"/exports/{export}");

        foreach (var page in new[] { read, acted })
            Assert.Contains("Paused: Lever was disconnected. It goes on by itself where it stopped as soon as an admin authorizes Lever again. Nothing is lost.", page.Text, StringComparison.Ordinal);
        Assert.Contains("Ask your admin: Ada Admin", read.Text, StringComparison.Ordinal);
        Assert.Contains("href=\"/setup/authorize\"", acted.Html, StringComparison.Ordinal);
        Assert.Contains("hx-trigger=\"every 5s\"", read.Html, StringComparison.Ordinal);
        Assert.Contains("Paused", (await recruiter.OpenAsync("/exports")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_queued_are_cancelled_and_said_to_be()
    {
        var account = await stack.ActiveAccountAsync();
        await account.Lever.FailAsync("POST", "/v1/opportunities", "429", times: 100_000);
        // More than the bucket holds: some of them are surely not under way.
        var export = await account.ExportAsync(new { candidateIds = await account.AddCandidatesAsync(2_000) });
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);

        var cancelled = await visitor.SubmitAsync(await visitor.OpenAsync($"/exports/{export}"), $"/exports/{export}/cancel");
        await account.Lever.ClearFaultsAsync();

        Assert.Equal($"/exports/{export}", cancelled.Path);
        Assert.Contains("Cancelled", cancelled.Text, StringComparison.Ordinal);
        Assert.Contains("The export was cancelled before this candidate was sent.", cancelled.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_candidate_shows_how_they_got_where_they_are_in_Lever()
    {
        var account = await stack.ActiveAccountAsync();
        var endpoint = await account.PasteTokensAsync();
        var (candidate, opportunity) = await account.ExportedAsync();
        await account.Lever.MoveAsync(opportunity, "lead-responded");
        await stack.Platform.DeliverAsync(endpoint, new Delivery("candidateStageChange", WebhookWords.TokenOf("candidateStageChange"), new { opportunityId = opportunity }));
        await account.HandledAsync(1);
        await account.Lever.HireAsync(opportunity);
        await stack.Platform.DeliverAsync(endpoint, new Delivery("candidateHired", WebhookWords.TokenOf("candidateHired"), new { opportunityId = opportunity }));
        await account.HandledAsync(2);
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);

        var page = await visitor.OpenAsync($"/candidates/{candidate}");

        Assert.Matches("(?i)Hired Exported from headhuntr.io .* Moved from New Lead to .* Hired .* Open in Lever", page.Text);
    }

    [Fact]
    public async Task A_candidate_whose_last_export_failed_shows_why_and_leads_to_it()
    {
        var account = await stack.ActiveAccountAsync();
        var closed = account.Lever.Postings.First(posting => posting.State == "closed").Id;
        var candidates = await account.AddCandidatesAsync(1);
        var export = await account.ExportAsync(new { candidateIds = candidates, postingId = closed });
        await account.CompletedAsync(export);
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);

        var failed = await visitor.OpenAsync($"/candidates/{candidates[0]}");
        await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates }));
        var exported = await visitor.OpenAsync($"/candidates/{candidates[0]}");

        Assert.Contains("The last export failed. The posting takes no candidates in Lever now.", failed.Text, StringComparison.Ordinal);
        Assert.Contains($"href=\"/exports/{export}\"", failed.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("The last export failed.", exported.Text, StringComparison.Ordinal);
    }
}
