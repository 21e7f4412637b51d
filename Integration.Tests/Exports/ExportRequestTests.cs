using System.Net;
using Integration.Tests.Stack;
using Npgsql;

namespace Integration.Tests.Exports;

/// <summary>How an export is asked for and what is answered, line by line.</summary>
public sealed class ExportRequestTests(StackFixture stack)
{
    [Fact]
    public async Task A_request_is_checked_in_the_order_401_404_403_400_409()
    {
        var (account, other) = (await stack.CreateAccountAsync(), await stack.CreateAccountAsync());
        await account.ConnectAsync();
        await account.MapAsync(account.Recruiter, account.Lever.User("team member").Email);
        object bad = new { candidateIds = Array.Empty<string>() }, good = new { candidateIds = new[] { "c-1" } };
        var (exports, mismatch) = (account.Path("exports"), await MismatchAsync(account));
        var (stranger, page) = (await other.CookieAsync(other.Recruiter), stack.Ui.GetLeftPart(UriPartial.Authority));

        await stack.ScenarioAsync(s => s.As("unknown-member").Post.To(exports, bad).ProblemShouldBe(401, "unauthenticated"));
        await stack.ScenarioAsync(s => s.WithCookie(stranger, page).Post.To(exports, "{").ProblemShouldBe(404, "not-found"));
        await stack.ScenarioAsync(s => s.As(account.UnmappedRecruiter).Post.To(exports, bad).ProblemShouldBe(403, "user-not-mapped"));
        await stack.ScenarioAsync(s => s.As(account.Recruiter).Post.To(exports, bad).ProblemShouldBe(400, "validation"));
        await stack.ScenarioAsync(s => s.As(account.Recruiter).Post.To(exports, mismatch).ProblemShouldBe(400, "requisition-not-of-posting"));
        await stack.ScenarioAsync(s => s.As(account.Recruiter).Post.To(exports, good).ProblemShouldBe(409, "not-active"));
        await stack.ScenarioAsync(s => s.As(account.Admin).Delete.To(account.Path("connection")).StatusCodeShouldBe(204));
        await stack.ScenarioAsync(s => s.As(account.Recruiter).Post.To(exports, bad).ProblemShouldBe(400, "validation"));
        await stack.ScenarioAsync(s => s.As(account.Recruiter).Post.To(exports, good).ProblemShouldBe(409, "not-active"));
    }

    [Fact]
    public async Task A_requisition_that_does_not_belong_to_the_posting_is_400_and_one_that_does_is_kept_and_shown()
    {
        var account = await stack.ActiveAccountAsync();
        var mismatch = await MismatchAsync(account);
        foreach (var route in (string[])["exports", "exports/preview"])
            await (await account.PostAsync(account.Recruiter, route, mismatch)).ProblemAsync(HttpStatusCode.BadRequest, "requisition-not-of-posting");
        Assert.Empty((await account.GetJsonAsync(account.Recruiter, "exports")).Items());

        var (requisition, posting) = (await RequisitionsAsync(account)).First();
        var id = await account.ExportAsync(new { candidateIds = await account.AddCandidatesAsync(1), postingId = posting, requisitionId = requisition });

        var export = await account.CompletedAsync(id);
        Assert.Equal((requisition, posting), (export.Text("requisitionId"), export.Text("postingId")));
        Assert.Equal(requisition, Assert.Single((await account.GetJsonAsync(account.Recruiter, "exports")).Items()).Text("requisitionId"));
        Assert.Equal(posting, (await account.HeldAsync(export.Items()[0].Text("opportunityId"))).Posting);
    }

    [Fact]
    public async Task The_same_key_and_body_again_are_the_same_export_also_when_it_is_over_and_the_connection_gone()
    {
        var account = await stack.ActiveAccountAsync();
        object body = new { candidateIds = await account.AddCandidatesAsync(1) };
        var first = await account.PostAsync(account.Recruiter, "exports", body, ("Idempotency-Key", "key 1"));
        var id = (await first.JsonAsync(HttpStatusCode.Accepted)).Text("id");
        Assert.Equal(account.Path($"exports/{id}"), first.Headers.Location?.OriginalString);
        await account.CompletedAsync(id);
        await account.SendAsync(HttpMethod.Delete, account.Admin, "connection", null);

        var again = await account.PostAsync(account.Admin, "exports", body, ("Idempotency-Key", "key 1"));

        Assert.Equal(id, (await again.JsonAsync(HttpStatusCode.Accepted)).Text("id"));
        Assert.Equal(first.Headers.Location, again.Headers.Location);
        Assert.Single((await account.GetJsonAsync(account.Recruiter, "exports")).Items());
    }

    [Fact]
    public async Task A_posting_that_is_absent_null_or_named_are_three_bodies()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(1);
        object[] bodies = [new { candidateIds = candidates }, new { candidateIds = candidates, postingId = (string?)null }, new { candidateIds = candidates, postingId = account.OpenPosting }];
        await account.PostAsync(account.Recruiter, "exports", bodies[0], ("Idempotency-Key", "key-1"));

        Assert.Equal(HttpStatusCode.Accepted, (await account.PostAsync(account.Recruiter, "exports", bodies[0], ("Idempotency-Key", "key-1"))).StatusCode);
        foreach (var other in bodies[1..])
            await (await account.PostAsync(account.Recruiter, "exports", other, ("Idempotency-Key", "key-1"))).ProblemAsync(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
    }

    [Fact]
    public async Task A_key_is_kept_for_a_day_and_in_its_own_account()
    {
        var (account, other) = (await stack.ActiveAccountAsync(), await stack.ActiveAccountAsync());
        object body = new { candidateIds = new[] { "unknown" } };
        var id = await StartAsync(account);
        Assert.NotEqual(id, await StartAsync(other));

        await AgeAsync("23 hours 59 minutes");
        Assert.Equal(id, await StartAsync(account));
        await AgeAsync("24 hours 1 second");
        var next = await StartAsync(account);

        Assert.NotEqual(id, next);
        Assert.Equal(next, await StartAsync(account));

        async Task<string> StartAsync(TestAccount of) =>
            (await (await of.PostAsync(of.Recruiter, "exports", body, ("Idempotency-Key", "key-1"))).JsonAsync(HttpStatusCode.Accepted)).Text("id");

        async Task AgeAsync(string age)
        {
            await using var db = new NpgsqlConnection(stack.DatabaseConnection);
            await db.OpenAsync();
            await using var update = new NpgsqlCommand("UPDATE exports SET created_at = now() - $1::interval WHERE id = $2", db);
            update.Parameters.AddWithValue(age);
            update.Parameters.AddWithValue(Guid.Parse(id));
            await update.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task A_key_is_1_to_100_characters()
    {
        var account = await stack.ActiveAccountAsync();
        object body = new { candidateIds = new[] { "unknown" } };

        foreach (var key in (string[])["", " ", new('k', 101)])
            await (await account.PostAsync(account.Recruiter, "exports", body, ("Idempotency-Key", key))).ProblemAsync(HttpStatusCode.BadRequest, "validation");
        foreach (var key in (string[])["k", new('k', 100)])
            Assert.Equal(HttpStatusCode.Accepted, (await account.PostAsync(account.Recruiter, "exports", body, ("Idempotency-Key", key))).StatusCode);
    }

    [Fact]
    public async Task Five_thousand_candidates_are_taken_and_one_more_is_400()
    {
        var account = await stack.ActiveAccountAsync();
        var ids = Enumerable.Range(1, 5_001).Select(number => $"unknown-{number}").ToArray();

        await (await account.PostAsync(account.Recruiter, "exports", new { candidateIds = ids })).ProblemAsync(HttpStatusCode.BadRequest, "validation");
        var export = await (await account.PostAsync(account.Recruiter, "exports", new { candidateIds = ids[1..] })).JsonAsync(HttpStatusCode.Accepted);

        Assert.Equal((5_000, 5_000, "completed"), (export.GetProperty("total").GetInt32(), export.GetProperty("failed").GetInt32(), export.Text("status")));
        Assert.Equal(100, export.Items().Count);
    }

    [Fact]
    public async Task The_counters_add_up_at_every_moment_and_an_export_is_completed_when_nothing_is_queued()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(150);
        await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates[..10] }));
        var id = await account.ExportAsync(new { candidateIds = candidates.Append("nobody") });

        var last = await EventuallyAsync.GetAsync(
            async () =>
            {
                var view = await account.GetJsonAsync(account.Recruiter, $"exports/{id}");
                var counted = ((string[])["queued", "exported", "failed", "skipped"]).Sum(counter => view.GetProperty(counter).GetInt32());
                Assert.Equal((151, 151), (view.GetProperty("total").GetInt32(), counted));
                Assert.Equal(view.GetProperty("queued").GetInt32() == 0 ? "completed" : "running", view.Text("status"));
                return view;
            },
            view => view.Text("status") == "completed", "the export is completed");

        Assert.Equal((140, 1, 10), (last.GetProperty("exported").GetInt32(), last.GetProperty("failed").GetInt32(), last.GetProperty("skipped").GetInt32()));
    }

    [Fact]
    public async Task A_revocation_pauses_what_runs_and_a_new_authorization_finishes_it()
    {
        var account = await stack.ActiveAccountAsync();
        await account.Lever.FailAsync("POST", "/v1/opportunities", "429", times: 1_000);
        var id = await account.ExportAsync(new { candidateIds = await account.AddCandidatesAsync(3) });
        await account.Lever.RevokeAsync();
        await account.Lever.ClearFaultsAsync();

        var paused = await EventuallyAsync.GetAsync(() => account.GetJsonAsync(account.Recruiter, $"exports/{id}"), view => view.Text("status") == "paused", "the export is paused");
        await account.ConnectAsync();
        var export = await account.CompletedAsync(id);

        Assert.Equal(("revoked", 3), (paused.Text("pausedBecause"), paused.GetProperty("queued").GetInt32()));
        Assert.Equal(("completed", null, 3), (export.Text("status"), export.TextOrNull("pausedBecause"), export.GetProperty("exported").GetInt32()));
        await account.HoldsOneEachAsync(export);
    }

    [Fact]
    public async Task Archived_and_hired_candidates_count_as_exported_already()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(2);
        var export = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates }));
        await account.Lever.ArchiveAsync(export.Items()[0].Text("opportunityId"));
        await account.Lever.HireAsync(export.Items()[1].Text("opportunityId"));

        var again = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates }));

        Assert.All(again.Items(), item => Assert.Equal(("skipped", "already-exported"), (item.Text("status"), item.Text("code"))));
    }

    [Fact]
    public async Task A_candidate_who_is_queued_already_is_skipped()
    {
        var account = await stack.ActiveAccountAsync();
        await account.Lever.FailAsync("POST", "/v1/opportunities", "429", times: 1_000);
        var candidates = await account.AddCandidatesAsync(1);
        var first = await account.ExportAsync(new { candidateIds = candidates });

        var second = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates }));

        Assert.Equal("already-exported", second.Items()[0].Text("code"));
        await account.Lever.ClearFaultsAsync();
        Assert.Equal(1, (await account.CompletedAsync(first)).GetProperty("exported").GetInt32());
    }

    /// <summary>Lever's requisitions that have a posting.</summary>
    private static async Task<List<(string Requisition, string Posting)>> RequisitionsAsync(TestAccount account) =>
        [.. (await account.GetJsonAsync(account.Admin, "lever/requisitions")).Items()
            .Where(requisition => requisition.Items("postings").Count > 0).Select(requisition => (requisition.Text("id"), requisition.Items("postings")[0].GetString()!))];

    private static async Task<object> MismatchAsync(TestAccount account)
    {
        var requisitions = await RequisitionsAsync(account);
        return new { candidateIds = new[] { "c-1" }, postingId = requisitions[0].Posting, requisitionId = requisitions[1].Requisition };
    }
}
