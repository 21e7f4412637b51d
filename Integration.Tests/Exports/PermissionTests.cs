using System.Text.Json;
using Integration.Tests.Stack;

namespace Integration.Tests.Exports;

/// <summary>Who may export what, asked again whenever something is about to be sent.</summary>
public sealed class PermissionTests(StackFixture stack)
{
    [Fact]
    public async Task What_the_picker_of_a_Limited_Team_Member_hides_is_a_posting_that_there_is_not()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(1);
        var limited = account.Lever.User("limited team member");
        await account.MapAsync(account.Recruiter, limited.Email);
        var shown = (await PostingsAsync(account)).Select(posting => posting.Text("id")).ToHashSet();
        var hidden = account.Lever.Postings.First(posting => posting is { State: "published", Confidentiality: "non-confidential" } && !shown.Contains(posting.Id));
        // The list is at hand, so that the name of the posting could be read from it.
        await account.GetJsonAsync(account.Admin, "lever/postings");
        var body = new { candidateIds = candidates, postingId = hidden.Id };

        var preview = await (await account.PostAsync(account.Recruiter, "exports/preview?lookUp=false", body)).JsonAsync();
        var export = await account.CompletedAsync(await account.ExportAsync(body));
        await account.PostAsync(account.Recruiter, $"exports/{export.Text("id")}/retry", null);
        var retried = await account.CompletedAsync(export.Text("id"));

        Assert.Equal("posting-not-found", preview.Items()[0].Text("code"));
        foreach (var view in new[] { export, retried }) Assert.Equal("posting-not-found", view.Items()[0].Text("code"));
        foreach (var view in new[] { preview, export, retried }) Assert.DoesNotContain(hidden.Text, view.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(0, (await account.Lever.LedgerAsync()).CallsTo("POST", "/v1/opportunities"));

        var theirs = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates, postingId = shown.First() }));
        Assert.Equal("exported", theirs.Items()[0].Text("status"));
    }

    [Fact]
    public async Task What_a_member_queued_is_not_sent_any_more_once_they_are_not_active()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(3);
        await account.Lever.FailAsync("POST", "/v1/opportunities", "429", times: 1_000);
        var export = await account.ExportAsync(new { candidateIds = candidates });
        await EventuallyAsync.TrueAsync(async () => (await account.Lever.LedgerAsync()).CallsTo("POST", "/v1/opportunities") > 0, "it is being sent");

        await account.PutMemberAsync(account.Recruiter, active: false);

        var view = await EventuallyAsync.GetAsync(
            () => account.GetJsonAsync(account.Admin, $"exports/{export}"), view => view.GetProperty("queued").GetInt32() == 0, "nothing is queued any more");
        Assert.All(view.Items(), item => Assert.Equal(("failed", "member-not-active"), (item.Text("status"), item.Text("code"))));
        Assert.DoesNotContain((await account.Lever.LedgerAsync()).Opportunities, one => one.Sources.Contains("headhuntr.io"));
    }

    [Fact]
    public async Task What_is_in_doubt_is_found_although_the_member_is_not_active_and_is_not_sent_again_where_it_is_not()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(2);
        await account.Lever.FailAsync("GET", "/v1/opportunities", "500", times: 1_000);
        await account.Lever.FailAsync("POST", "/v1/opportunities", "cut-after");
        var export = await account.ExportAsync(new { candidateIds = candidates[..1] });
        await SentAsync(1);
        await account.Lever.FailAsync("POST", "/v1/opportunities", "cut-before");
        var other = await account.ExportAsync(new { candidateIds = candidates[1..] });
        await SentAsync(2);

        await account.PutMemberAsync(account.Recruiter, active: false);
        await account.Lever.ClearFaultsAsync();

        Assert.Equal("exported", (await EndedAsync(export)).Text("status"));
        var item = await EndedAsync(other);
        Assert.Equal(("failed", "member-not-active"), (item.Text("status"), item.Text("code")));
        Assert.Equal(2, (await account.Lever.LedgerAsync()).CallsTo("POST", "/v1/opportunities"));

        async Task SentAsync(int calls) => await EventuallyAsync.TrueAsync(
            async () => (await account.Lever.LedgerAsync()).CallsTo("POST", "/v1/opportunities") == calls, "it was sent");

        async Task<JsonElement> EndedAsync(string id) => (await EventuallyAsync.GetAsync(
            () => account.GetJsonAsync(account.Admin, $"exports/{id}"), view => view.GetProperty("queued").GetInt32() == 0, "it has ended")).Items()[0];
    }

    private static async Task<IReadOnlyList<JsonElement>> PostingsAsync(TestAccount account) =>
        (await account.GetJsonAsync(account.Recruiter, "lever/postings?limit=200")).Items();
}
