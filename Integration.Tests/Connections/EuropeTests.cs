using Integration.Tests.Stack;

namespace Integration.Tests.Connections;

/// <summary>Customers of Lever's European data centre are redirected there, and notice nothing.</summary>
public sealed class EuropeTests(StackFixture stack)
{
    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_European_customer_is_set_up_and_exported_to_with_method_body_and_authorization_kept(int status)
    {
        var account = await stack.CreateAccountAsync();
        await account.Lever.ChangeRulesAsync(new { isInEurope = true, redirectStatus = status });
        await account.ConnectAsync();
        await account.MapAsync(account.Recruiter, account.Lever.User("team member").Email);
        await account.ActivateAsync();
        var candidates = await account.AddCandidatesAsync(2);
        await account.PutResumeAsync(candidates[0], "cv.pdf", "pdf"u8.ToArray());

        var export = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates, postingId = account.OpenPosting }));

        Assert.Equal(2, export.GetProperty("exported").GetInt32());
        await account.HoldsOneEachAsync(export);
        Assert.Equal("cv.pdf", (await account.HeldAsync(export.Items()[0].Text("opportunityId"))).Resume?.Name);
        Assert.NotEmpty((await account.GetJsonAsync(account.Admin, "lever/postings")).Items());
    }

    [Fact]
    public async Task An_uncertain_call_there_is_looked_up_there()
    {
        var account = await stack.ActiveAccountAsync();
        await account.Lever.ChangeRulesAsync(new { isInEurope = true });
        await account.Lever.FailAsync("POST", "/v1/opportunities", "cut-after");

        var export = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = await account.AddCandidatesAsync(1) }));

        await account.HoldsOneEachAsync(export);
    }
}
