using System.Net;
using System.Text.Json;
using Integration.Tests.Stack;

namespace Integration.Tests.Exports;

/// <summary>What is odd about one candidate costs that candidate at most, and never the account.</summary>
public sealed class OddRowTests(StackFixture stack)
{
    [Fact]
    public async Task A_phone_without_a_type_is_kept_shown_and_sent()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(2, index => index == 0
            ? new { phones = new object[] { new { type = (string?)null, value = "+49 30 1" } } }
            : new { phones = new object[] { new { value = "+49 30 2" } } });

        var shown = await account.GetJsonAsync(account.Recruiter, $"candidates/{candidates[0]}");
        var export = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates }));

        Assert.Equal("+49 30 1", shown.Items("phones").Single().Text("value"));
        Assert.Equal(2, (await account.GetJsonAsync(account.Recruiter, "candidates")).Items().Count);
        Assert.Equal(["exported", "exported"], export.Items().Select(item => item.Text("status")));
    }

    [Fact]
    public async Task A_candidate_who_cannot_be_read_fails_alone_and_visibly()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(3);
        await stack.SqlAsync($"UPDATE candidates SET phones = '[7]' WHERE id = '{candidates[1]}'");

        var export = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates }));

        Assert.Equal(["exported", "failed", "exported"], export.Items().Select(item => item.Text("status")));
        Assert.Equal("internal-error", export.Items()[1].Text("code"));
        Assert.Equal("internal-error", Assert.Single(await account.EventsAsync("candidate.exportFailed")).GetProperty("data").Text("code"));
        Assert.Equal(3, (await account.GetJsonAsync(account.Recruiter, "candidates")).Items().Count);

        await account.PutCandidateAsync(candidates[1], new { name = "Saved again", stage = "potential" });
        Assert.Equal(HttpStatusCode.Accepted, (await account.PostAsync(account.Recruiter, $"exports/{export.Text("id")}/retry", null)).StatusCode);
        Assert.Equal("exported", (await account.CompletedAsync(export.Text("id"))).Items()[1].Text("status"));
    }

    [Fact]
    public async Task What_was_sent_and_cannot_be_read_any_more_waits_for_a_person_and_stops_nobody()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(2);
        await account.Lever.FailAsync("POST", "/v1/opportunities", "cut-after");
        await account.Lever.FailAsync("GET", "/v1/opportunities", "500", times: 1_000);
        var doubtful = await account.ExportAsync(new { candidateIds = candidates[..1] });
        await EventuallyAsync.TrueAsync(async () => (await account.Lever.LedgerAsync()).CallsTo("POST", "/v1/opportunities") == 1, "it was sent");
        await stack.SqlAsync($"UPDATE export_items SET sent = '[]' WHERE export_id = '{doubtful}'");

        var other = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates[1..] }));
        var item = await EventuallyAsync.GetAsync(() => ItemAsync(account, doubtful), found => found.TextOrNull("code") is not null, "a person is asked to look");

        Assert.Equal("exported", other.Items()[0].Text("status"));
        Assert.Equal(("exporting", "internal-error"), (item.Text("status"), item.Text("code")));
        Assert.Equal(2, (await account.Lever.LedgerAsync()).CallsTo("POST", "/v1/opportunities"));
    }

    private static async Task<JsonElement> ItemAsync(TestAccount account, string export) =>
        (await account.GetJsonAsync(account.Recruiter, $"exports/{export}")).GetProperty("items")[0];
}
