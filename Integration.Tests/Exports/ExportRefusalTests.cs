using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Integration.Tests.Stack;

namespace Integration.Tests.Exports;

/// <summary>What is not exported, and why.</summary>
public sealed class ExportRefusalTests(StackFixture stack)
{
    [Fact]
    public async Task A_candidate_who_is_in_Lever_already_is_skipped_for_the_same_posting_and_sent_for_another()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(1);
        await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates }));

        var again = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates }));
        var elsewhere = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates, postingId = account.OpenPosting }));

        Assert.Equal(("skipped", "already-exported"), Outcome(again));
        Assert.Equal(("exported", null), Outcome(elsewhere));
    }

    [Fact]
    public async Task An_unknown_candidate_fails_and_the_others_go()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(1);

        var export = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = new[] { "nobody", candidates[0], "nobody" } }));

        Assert.Equal(("failed", "candidate-not-found"), Outcome(export));
        Assert.Equal(("exported", null), Outcome(export, 1));
        Assert.Equal(2, export.GetProperty("total").GetInt32());
        Assert.Single(await account.EventsAsync("candidate.exportFailed"));
    }

    [Fact]
    public async Task A_posting_that_is_unknown_or_closed_fails_its_items_with_that_reason()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(1);
        var closed = account.Lever.Postings.First(posting => posting.State == "closed").Id;

        var unknown = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates, postingId = Guid.NewGuid().ToString() }));
        var shut = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates, postingId = closed }));

        Assert.Equal(("failed", "posting-not-found"), Outcome(unknown));
        Assert.Equal(("failed", "posting-closed"), Outcome(shut));
        Assert.Equal(0, (await account.Lever.LedgerAsync()).CallsTo("POST", "/v1/opportunities"));
    }

    [Fact]
    public async Task A_posting_that_may_not_be_read_fails_its_items_and_the_preview_in_words_of_its_own()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(2);
        var confidential = account.Lever.Postings.First(posting => posting.Confidentiality == "confidential").Id;

        var preview = await (await account.PostAsync(account.Recruiter, "exports/preview", new { candidateIds = candidates, postingId = confidential })).JsonAsync();
        var export = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates, postingId = confidential }));

        Assert.All(export.Items(), item => Assert.Equal(("failed", "posting-not-readable"), (item.Text("status"), item.Text("code"))));
        Assert.All(preview.Items(), item => Assert.Equal("posting-not-readable", item.Text("code")));
        Assert.All(export.Items().Concat(preview.Items()), item => Assert.Contains("confidential", item.Text("detail")));
        Assert.Equal(0, (await account.Lever.LedgerAsync()).CallsTo("POST", "/v1/opportunities"));
    }

    [Fact]
    public async Task A_posting_that_is_closed_after_we_looked_fails_with_that_reason_when_Lever_refuses_it()
    {
        var account = await stack.ActiveAccountAsync();
        await account.GetJsonAsync(account.Recruiter, "lever/postings");
        await account.Lever.SetPostingStateAsync(account.OpenPosting, "closed");
        await account.Lever.ChangeRulesAsync(new { acceptsUnpublishedPostings = false });

        var export = await account.CompletedAsync(
            await account.ExportAsync(new { candidateIds = await account.AddCandidatesAsync(30), postingId = account.OpenPosting }));

        Assert.All(export.Items(), item => Assert.Equal(("failed", "posting-closed"), (item.Text("status"), item.Text("code"))));
        var ledger = await account.Lever.LedgerAsync();
        Assert.InRange(ledger.CallsTo("POST", "/v1/opportunities"), 1, 30);
        // Why is not asked for each of them: who asks at the same moment shares the answer.
        Assert.InRange(ledger.CallsTo("GET", "/v1/postings/{id}"), 1, 10);
    }

    [Fact]
    public async Task An_exporter_who_is_not_mapped_any_more_fails_the_queued_items_and_a_retry_sends_them()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(1);
        await account.Lever.FailAsync("POST", "/v1/opportunities", "429", times: 1_000);
        var id = await account.ExportAsync(new { candidateIds = candidates });
        await account.SendAsync(HttpMethod.Delete, account.Admin, $"user-mappings/{account.Recruiter}", null);
        var export = await account.CompletedAsync(id);

        Assert.Equal(("failed", "user-not-mapped"), Outcome(export));
        await account.Lever.ClearFaultsAsync();
        await account.MapAsync(account.Recruiter, account.Lever.User("team member").Email);
        var retry = await account.PostAsync(account.Admin, $"exports/{id}/retry", null);
        Assert.Equal(HttpStatusCode.Accepted, retry.StatusCode);
        Assert.Equal(("exported", null), Outcome(await account.CompletedAsync(id)));
    }

    [Fact]
    public async Task A_retry_sends_what_failed_and_there_is_nothing_to_retry_afterwards()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(2);
        var id = await account.ExportAsync(new { candidateIds = candidates, postingId = account.Lever.Postings.First(posting => posting.State == "closed").Id });
        Assert.Equal(2, (await account.CompletedAsync(id)).GetProperty("failed").GetInt32());

        var retry = await account.PostAsync(account.Recruiter, $"exports/{id}/retry", null);

        Assert.Equal(HttpStatusCode.Accepted, retry.StatusCode);
        Assert.Equal(2, (await account.CompletedAsync(id)).GetProperty("failed").GetInt32());
        var fine = await account.ExportAsync(new { candidateIds = candidates });
        await account.CompletedAsync(fine);
        var nothing = await account.PostAsync(account.Recruiter, $"exports/{fine}/retry", null);
        Assert.Equal(HttpStatusCode.Conflict, nothing.StatusCode);
        Assert.Equal("nothing-to-retry", (await nothing.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_same_key_for_something_else_is_refused()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(2);
        await account.PostAsync(account.Recruiter, "exports", new { candidateIds = candidates[..1] }, ("Idempotency-Key", "key-1"));

        var other = await account.PostAsync(account.Recruiter, "exports", new { candidateIds = candidates }, ("Idempotency-Key", "key-1"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        Assert.Equal("idempotency-key-reused", (await other.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Disconnecting_pauses_an_export_and_authorizing_again_finishes_it()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(3);
        await account.Lever.FailAsync("POST", "/v1/opportunities", "429", times: 1_000);
        var id = await account.ExportAsync(new { candidateIds = candidates });

        Assert.Equal(HttpStatusCode.NoContent, (await account.SendAsync(HttpMethod.Delete, account.Admin, "connection", null)).StatusCode);
        var paused = await account.GetJsonAsync(account.Recruiter, $"exports/{id}");
        await account.Lever.ClearFaultsAsync();
        await account.ConnectAsync();
        var export = await account.CompletedAsync(id);

        Assert.Equal(("paused", "disconnected", 3), (paused.Text("status"), paused.Text("pausedBecause"), paused.GetProperty("queued").GetInt32()));
        Assert.Equal("completed", export.GetProperty("status").GetString());
        await account.HoldsOneEachAsync(export);
    }

    [Fact]
    public async Task Cancelling_skips_what_is_queued_and_sends_nothing_more()
    {
        var account = await stack.ActiveAccountAsync();
        await account.Lever.ChangeRulesAsync(new { requestsPerSecond = 20, burst = 5 });
        var id = await account.ExportAsync(new { candidateIds = await account.AddCandidatesAsync(100) });
        await EventuallyAsync.TrueAsync(
            async () => (await account.GetJsonAsync(account.Recruiter, $"exports/{id}")).GetProperty("exported").GetInt32() > 0, "the first are in Lever");

        var answer = await account.PostAsync(account.Recruiter, $"exports/{id}/cancel", null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var export = await account.CompletedAsync(id);

        Assert.Equal("cancelled", export.GetProperty("status").GetString());
        Assert.Equal(100, export.GetProperty("exported").GetInt32() + export.GetProperty("skipped").GetInt32());
        Assert.Equal(export.GetProperty("exported").GetInt32(), (await account.Lever.LedgerAsync()).Opportunities.Count(held => held.Sources.Contains("headhuntr.io")));
        Assert.True(export.GetProperty("skipped").GetInt32() > 0);
    }

    [Fact]
    public async Task Nothing_that_was_to_be_sent_is_kept_while_an_item_waits_nor_after_it_was_cancelled()
    {
        var account = await stack.ActiveAccountAsync();
        await account.Lever.FailAsync("POST", "/v1/opportunities", "429", times: 1_000);
        var id = await account.ExportAsync(new { candidateIds = await account.AddCandidatesAsync(1) });

        await EventuallyAsync.TrueAsync(() => IsAsync("attempts > 0 AND status = 'Queued' AND sent IS NULL"), "it waits, and nothing is kept");
        await account.PostAsync(account.Recruiter, $"exports/{id}/cancel", null);

        await EventuallyAsync.TrueAsync(() => IsAsync("status = 'Skipped'"), "it is cancelled");
        Assert.True(await IsAsync("sent IS NULL"));

        Task<bool> IsAsync(string so) => stack.SqlAsync<bool>($"SELECT {so} AS \"Value\" FROM export_items WHERE export_id = '{id}'");
    }

    [Fact]
    public async Task Another_accounts_export_is_neither_seen_nor_retried_nor_cancelled()
    {
        var (account, other) = (await stack.ActiveAccountAsync(), await stack.ActiveAccountAsync());
        await account.Lever.FailAsync("POST", "/v1/opportunities", "429", times: 1_000);
        var queued = await account.ExportAsync(new { candidateIds = await account.AddCandidatesAsync(2) });
        var failed = await account.ExportAsync(new { candidateIds = new[] { "nobody" } });

        foreach (var id in (string[])[queued, failed])
        {
            await (await other.GetAsync(other.Recruiter, $"exports/{id}")).ProblemAsync(HttpStatusCode.NotFound, "not-found");
            await (await other.PostAsync(other.Recruiter, $"exports/{id}/retry", null)).ProblemAsync(HttpStatusCode.NotFound, "not-found");
            await (await other.PostAsync(other.Recruiter, $"exports/{id}/cancel", null)).ProblemAsync(HttpStatusCode.NotFound, "not-found");
        }

        var (first, second) = (await account.GetJsonAsync(account.Recruiter, $"exports/{queued}"), await account.GetJsonAsync(account.Recruiter, $"exports/{failed}"));
        Assert.Equal(("running", 2), (first.Text("status"), first.GetProperty("queued").GetInt32()));
        Assert.Equal(("completed", 1), (second.Text("status"), second.GetProperty("failed").GetInt32()));
    }

    private static (string? Status, string? Code) Outcome(JsonElement export, int item = 0)
    {
        var shown = export.GetProperty("items")[item];
        return (shown.GetProperty("status").GetString(), shown.TryGetProperty("code", out var code) ? code.GetString() : null);
    }
}
