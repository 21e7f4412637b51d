using System.Net;
using System.Text.Json;
using Integration.Api.Data;
using Integration.Api.Exports;
using Integration.Tests.Stack;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Integration.Tests.Exports;

/// <summary>Many people at once: what it costs, and that the numbers stay right whatever is done meanwhile.</summary>
public sealed class BulkTests(StackFixture stack)
{
    [Fact]
    public async Task A_person_without_notes_costs_one_call()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(60);
        foreach (var candidate in candidates[..3]) await account.PutResumeAsync(candidate, "cv.pdf", "pdf"u8.ToArray());
        var before = Calls(await account.Lever.LedgerAsync());

        await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates }));

        var ledger = await account.Lever.LedgerAsync();
        Assert.Equal(60, ledger.CallsTo("POST", "/v1/opportunities"));
        // Once a minute the stages and the users are read.
        Assert.InRange(Calls(ledger) - before, 60, 62);
    }

    [Fact]
    public async Task An_exporter_who_was_deactivated_in_Lever_fails_with_that_reason_and_the_others_go_on()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(33);
        await account.Lever.DeactivateUserAsync(account.Lever.User("team member").Id);
        var before = (await account.Lever.LedgerAsync()).CallsTo("GET", "/v1/users");

        var theirs = await account.ExportAsync(new { candidateIds = candidates[..30] });
        var others = await account.ExportAsync(new { candidateIds = candidates[30..] }, account.Admin);

        var failed = await account.CompletedAsync(theirs);
        // Why is not asked for each of them: who asks at the same moment shares the answer.
        Assert.InRange((await account.Lever.LedgerAsync()).CallsTo("GET", "/v1/users") - before, 1, 10);
        Assert.All(failed.Items(), item => Assert.Equal(("failed", "lever-user-deactivated"), (item.Text("status"), item.Text("code"))));
        Assert.Equal(3, (await account.CompletedAsync(others)).GetProperty("exported").GetInt32());
    }

    [Fact]
    public async Task A_resume_that_is_too_large_for_Lever_fails_its_candidate_in_Levers_words_and_the_others_go_on()
    {
        var account = await stack.ActiveAccountAsync();
        await account.Lever.ChangeRulesAsync(new { resumeMaxBytes = 2_097_152 });
        var candidates = await account.AddCandidatesAsync(3);
        await account.PutResumeAsync(candidates[0], "large.pdf", new byte[2_097_153]);
        await account.PutResumeAsync(candidates[1], "small.pdf", new byte[2_097_152]);

        var view = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates }));

        Assert.Equal(["failed", "exported", "exported"], candidates.Select(id => view.Items().Single(item => item.Text("candidateId") == id).Text("status")));
        var failed = view.Items().Single(item => item.Text("status") == "failed");
        Assert.Equal(("refused-by-lever", "Lever refused this candidate: Files can be up to 2 MB"), (failed.Text("code"), failed.Text("detail")));
    }

    [Fact]
    public async Task Where_Lever_takes_a_person_once_for_a_posting_whom_it_has_already_fails_in_its_words_and_the_others_go_on()
    {
        var account = await stack.ActiveAccountAsync();
        await account.Lever.ChangeRulesAsync(new { refusesSecondOpportunity = true });
        await account.PutCandidateAsync("c-1", new { name = "Ada", stage = "contacted", emails = new[] { "ada@example.org" } });
        await account.PutCandidateAsync("c-2", new { name = "Ada", stage = "contacted", emails = new[] { "ada@example.org" } });
        await account.PutCandidateAsync("c-3", new { name = "Bob", stage = "contacted", emails = new[] { "bob@example.org" } });
        await account.CompletedAsync(await account.ExportAsync(new { candidateIds = new[] { "c-1" }, postingId = account.OpenPosting }));

        var view = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = new[] { "c-2", "c-3" }, postingId = account.OpenPosting }));

        var (refused, other) = (view.Items()[0], view.Items()[1]);
        Assert.Equal(("c-2", "failed", "refused-by-lever"), (refused.Text("candidateId"), refused.Text("status"), refused.Text("code")));
        Assert.StartsWith("Lever refused this candidate: ", refused.Text("detail"), StringComparison.Ordinal);
        Assert.Equal("exported", other.Text("status"));
    }

    [Fact]
    public async Task A_posting_that_is_closed_in_the_middle_fails_the_rest_and_none_of_them_is_tried_again()
    {
        var account = await stack.ActiveAccountAsync();
        await account.Lever.ChangeRulesAsync(new { acceptsUnpublishedPostings = false, requestsPerSecond = 40, burst = 5 });
        var export = await account.ExportAsync(new { candidateIds = await account.AddCandidatesAsync(40), postingId = account.OpenPosting });
        await EventuallyAsync.TrueAsync(async () => (await ViewAsync(account, export)).GetProperty("exported").GetInt32() > 0, "the first are in Lever");

        await account.Lever.SetPostingStateAsync(account.OpenPosting, "closed");
        var view = await account.CompletedAsync(export);

        Assert.Equal(40, view.GetProperty("exported").GetInt32() + view.GetProperty("failed").GetInt32());
        Assert.All(view.Items().Where(item => item.Text("status") == "failed"), item => Assert.Equal("posting-closed", item.Text("code")));
        var ledger = await account.Lever.LedgerAsync();
        Assert.True(view.GetProperty("failed").GetInt32() > 0);
        Assert.InRange(ledger.Answers("POST", "/v1/opportunities", "400"), 1, view.GetProperty("failed").GetInt32());
        await account.HoldsOneEachAsync(Exported(view));
    }

    [Fact]
    public async Task The_numbers_add_up_at_every_moment_through_pause_retry_and_cancel()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(80);
        await account.Lever.FailAsync("POST", "/v1/opportunities", "400", times: 10);
        var export = await account.ExportAsync(new { candidateIds = candidates.Append("nobody") });
        using var done = new CancellationTokenSource();
        var watched = WatchAsync(account, export, done.Token);

        await account.SendAsync(HttpMethod.Delete, account.Admin, "connection", null);
        await account.ConnectAsync();
        for (var round = 0; round < 3; round++) await account.PostAsync(account.Recruiter, $"exports/{export}/retry", null);
        await account.PostAsync(account.Recruiter, $"exports/{export}/cancel", null);
        await account.CompletedAsync(export);
        await done.CancelAsync();

        Assert.All(await watched, view => Assert.Equal(
            (81, 81),
            (view.GetProperty("total").GetInt32(), ((string[])["queued", "exported", "failed", "skipped"]).Sum(name => view.GetProperty(name).GetInt32()))));
        await account.HoldsOneEachAsync(Exported(await ViewAsync(account, export)));
    }

    [Fact]
    public async Task A_retry_sends_what_failed_of_an_export_whose_rest_was_cancelled()
    {
        var account = await stack.ActiveAccountAsync();
        var (queued, late) = ((await account.AddCandidatesAsync(1))[0], $"late-{Guid.NewGuid():N}");
        await account.Lever.FailAsync("POST", "/v1/opportunities", "429", times: 1_000);
        var export = await account.ExportAsync(new { candidateIds = new[] { queued, late } });
        await account.PostAsync(account.Recruiter, $"exports/{export}/cancel", null);
        await account.CompletedAsync(export);
        await account.Lever.ClearFaultsAsync();

        await account.PutCandidateAsync(late, new { name = "Late", stage = "contacted" });
        Assert.Equal(HttpStatusCode.Accepted, (await account.PostAsync(account.Recruiter, $"exports/{export}/retry", null)).StatusCode);

        var view = await account.CompletedAsync(export);
        Assert.Equal(["skipped", "exported"], view.Items().Select(item => item.Text("status")));
        Assert.Equal("completed", view.Text("status"));
    }

    [Fact]
    public async Task A_retry_that_meets_another_export_of_the_same_person_skips_them()
    {
        var account = await stack.ActiveAccountAsync();
        var late = $"late-{Guid.NewGuid():N}";
        var export = await account.ExportAsync(new { candidateIds = new[] { late } });
        await account.PutCandidateAsync(late, new { name = "Late", stage = "contacted" });
        await using var scope = stack.ApiServices.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IntegrationDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var me = (await db.Database.SqlQueryRaw<int>("""SELECT pg_backend_pid() AS "Value" """).ToListAsync()).Single();
        var other = new Export { Id = Guid.CreateVersion7(), AccountId = account.Id, CreatedAt = DateTimeOffset.UtcNow, CreatedByMemberId = account.Recruiter };
        db.Exports.Add(other);
        await db.SaveChangesAsync();
        await db.AddItemsAsync(other, [late], ExportPriority.Bulk, postingFromRequisition: true, CancellationToken.None);

        var retry = account.PostAsync(account.Recruiter, $"exports/{export}/retry", null);
        await using var look = stack.ApiServices.CreateAsyncScope();
        var waiting = look.ServiceProvider.GetRequiredService<IntegrationDbContext>().Database.SqlQuery<int>(
            $"""SELECT count(*)::int AS "Value" FROM pg_stat_activity WHERE {me} = ANY(pg_blocking_pids(pid))""");
        await EventuallyAsync.TrueAsync(async () => (await waiting.ToListAsync()).Single() > 0, "the retry waits for the other export");
        await transaction.CommitAsync();

        Assert.Equal(HttpStatusCode.Accepted, (await retry).StatusCode);
        var item = (await ViewAsync(account, export)).Items().Single();
        Assert.Equal(("skipped", "already-exported"), (item.Text("status"), item.Text("code")));
    }

    private static Task<JsonElement> ViewAsync(TestAccount account, string export) => account.GetJsonAsync(account.Recruiter, $"exports/{export}");

    private static async Task<List<JsonElement>> WatchAsync(TestAccount account, string export, CancellationToken done)
    {
        var views = new List<JsonElement>();
        do views.Add(await ViewAsync(account, export));
        while (!done.IsCancellationRequested);
        return views;
    }

    /// <summary>The view with those items only that have an opportunity.</summary>
    private static JsonElement Exported(JsonElement view) =>
        JsonSerializer.SerializeToElement(new { items = view.Items().Where(item => item.Text("status") == "exported") });

    private static int Calls(Sandbox.SandboxLedger ledger) => ledger.Calls.Where(call => call.Path.StartsWith("/v1", StringComparison.Ordinal)).Sum(call => call.Count);
}
