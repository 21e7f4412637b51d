using Integration.Tests.Stack;

namespace Integration.Tests.Exports;

/// <summary>Exactly one opportunity each, whatever Lever and the line do. The sandbox's ledger is the judge.</summary>
public sealed class ExactlyOnceTests(StackFixture stack)
{
    [Theory]
    [InlineData("cut-after", false)] // done, and the answer lost
    [InlineData("cut-before", false)] // not done, and no answer
    [InlineData("500", false)]
    [InlineData("500", true)] // done, and an error as the answer
    [InlineData("429", false)]
    public async Task A_call_whose_answer_says_nothing_leaves_one_opportunity(string fault, bool after)
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(3);
        await account.Lever.FailAsync("POST", "/v1/opportunities", fault, times: 2, after: after);

        var export = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates, postingId = account.OpenPosting }));

        Assert.Equal(3, export.GetProperty("exported").GetInt32());
        await account.HoldsOneEachAsync(export);
    }

    [Fact]
    public async Task A_call_that_outlasts_the_deadline_and_is_done_later_leaves_one_opportunity()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(1);
        await account.Lever.FailAsync("POST", "/v1/opportunities", "delay", times: 1, delayMs: 3_500);

        var export = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates }));

        // Found, not sent again: only the answer to a creation says whether it was deduped.
        Assert.False(export.GetProperty("items")[0].TryGetProperty("deduped", out _));
        await account.HoldsOneEachAsync(export);
    }

    [Fact]
    public async Task A_candidate_without_an_email_is_as_safe_as_one_with()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(1, _ => new { emails = Array.Empty<string>() });
        await account.Lever.FailAsync("POST", "/v1/opportunities", "cut-after");

        var export = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates }));

        await account.HoldsOneEachAsync(export);
        Assert.Equal(1, (await account.Lever.LedgerAsync()).CallsTo("POST", "/v1/opportunities"));
    }

    [Fact]
    public async Task People_of_the_same_name_without_an_email_are_told_apart_by_their_markers()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(8, _ => new { name = "Same Name", emails = Array.Empty<string>() });
        await account.Lever.FailAsync("POST", "/v1/opportunities", "cut-after", times: 4);

        var export = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates }));

        await account.HoldsOneEachAsync(export);
        Assert.Equal(8, (await account.Lever.LedgerAsync()).CallsTo("POST", "/v1/opportunities"));
    }

    [Fact]
    public async Task A_look_up_that_fails_is_repeated_before_anything_is_sent_again()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(1);
        await account.Lever.FailAsync("POST", "/v1/opportunities", "cut-after");
        await account.Lever.FailAsync("GET", "/v1/opportunities", "500", times: 7);

        var export = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates }));

        await account.HoldsOneEachAsync(export);
        Assert.Equal(1, (await account.Lever.LedgerAsync()).CallsTo("POST", "/v1/opportunities"));
    }

    [Fact]
    public async Task A_double_click_with_the_same_key_is_one_export()
    {
        var account = await stack.ActiveAccountAsync();
        var body = new { candidateIds = await account.AddCandidatesAsync(2) };

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            account.PostAsync(account.Recruiter, "exports", body, ("Idempotency-Key", "click-1"))));

        Assert.All(answers, answer => Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.StatusCode));
        var location = Assert.Single(answers.Select(answer => answer.Headers.Location!.ToString()).Distinct());
        var export = await account.CompletedAsync(location[(location.LastIndexOf('/') + 1)..]);
        await account.HoldsOneEachAsync(export);
    }

    [Fact]
    public async Task Two_exports_of_the_same_candidates_at_once_send_each_of_them_once()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(20);

        var exports = await Task.WhenAll(Enumerable.Range(0, 4).Select(number =>
            account.ExportAsync(new { candidateIds = number % 2 == 0 ? candidates : candidates.Reverse() })));
        var views = await Task.WhenAll(exports.Select(account.CompletedAsync));

        Assert.Equal(20, views.Sum(view => view.GetProperty("exported").GetInt32()));
        Assert.Equal(60, views.Sum(view => view.GetProperty("skipped").GetInt32()));
        Assert.Equal(20, (await account.Lever.LedgerAsync()).CallsTo("POST", "/v1/opportunities"));
    }
}
