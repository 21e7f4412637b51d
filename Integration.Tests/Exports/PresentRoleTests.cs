using Integration.Tests.Stack;

namespace Integration.Tests.Exports;

/// <summary>A Lever user may be another one than when the member was mapped: what Lever says now counts.</summary>
public sealed class PresentRoleTests(StackFixture stack)
{
    [Fact]
    public async Task Who_is_an_interviewer_by_now_exports_nothing_more()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(3);
        var recruiter = account.Lever.User("team member");
        await account.Lever.SetRoleAsync(recruiter.Id, "interviewer");

        var theirs = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates[..2] }));
        var others = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates[2..] }, account.Admin));

        Assert.All(theirs.Items(), item => Assert.Equal(("failed", "lever-role-too-low"), (item.Text("status"), item.Text("code"))));
        Assert.Equal("exported", others.Items()[0].Text("status"));
        Assert.Equal(1, (await account.Lever.LedgerAsync()).CallsTo("POST", "/v1/opportunities"));

        await account.Lever.SetRoleAsync(recruiter.Id, "team member");
        var again = await EventuallyAsync.GetAsync(async () =>
        {
            await account.PostAsync(account.Recruiter, $"exports/{theirs.Text("id")}/retry", null);
            return await account.CompletedAsync(theirs.Text("id"));
        }, view => view.GetProperty("failed").GetInt32() == 0, "the new role is seen");
        Assert.Equal(2, again.GetProperty("exported").GetInt32());
    }

    [Fact]
    public async Task Who_is_no_longer_limited_sees_every_posting_and_who_is_limited_by_now_sees_theirs()
    {
        var account = await stack.ActiveAccountAsync();
        var limited = account.Lever.User("limited team member");
        await account.MapAsync(account.Recruiter, limited.Email);
        await account.MapAsync(account.Admin, account.Lever.User("team member").Email);
        await account.Lever.SetRoleAsync(limited.Id, "admin");
        await account.Lever.SetRoleAsync(account.Lever.User("team member").Id, "limited team member");

        var all = account.Lever.Postings.Count(posting => posting is { State: "published" or "internal", Confidentiality: "non-confidential" });

        Assert.Equal(all, await PostingsAsync(account.Recruiter));
        Assert.InRange(await PostingsAsync(account.Admin), 0, all - 1);

        async Task<int> PostingsAsync(string member) => (await account.GetJsonAsync(member, "lever/postings?limit=200")).Items().Count;
    }
}
