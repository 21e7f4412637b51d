using Integration.Tests.Stack;

namespace Integration.Tests.Exports;

/// <summary>The path of the product, end to end over HTTP: from the authorization to an opportunity in Lever.</summary>
public sealed class ExportPathTests(StackFixture stack)
{
    [Fact]
    public async Task A_candidate_of_a_set_up_account_reaches_Lever_as_a_general_opportunity()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(1);

        var export = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates }));

        var item = export.GetProperty("items")[0];
        Assert.Equal("exported", item.GetProperty("status").GetString());
        var held = Assert.Single((await account.Lever.LedgerAsync()).Opportunities, opportunity => opportunity.Id == item.GetProperty("opportunityId").GetString());
        Assert.Equal(["headhuntr.io"], held.Sources);
        Assert.Equal("lead-new", held.Stage);
    }
}
