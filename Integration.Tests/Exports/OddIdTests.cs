using System.Net;
using System.Net.Http.Json;
using Integration.Tests.Stack;

namespace Integration.Tests.Exports;

/// <summary>An id becomes a part of a path: <c>.</c> and <c>..</c> would lead to something else there, however they are escaped.</summary>
public sealed class OddIdTests(StackFixture stack)
{
    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public async Task An_id_that_a_path_takes_for_a_step_is_400_where_it_is_written(string id)
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(1);

        foreach (var body in (object[])[new { candidateIds = candidates, postingId = id }, new { candidateIds = candidates, requisitionId = id }, new { candidateIds = new[] { id } }])
        {
            await (await account.PostAsync(account.Recruiter, "exports", body)).ProblemAsync(HttpStatusCode.BadRequest, "validation");
            await (await account.PostAsync(account.Recruiter, "exports/preview", body)).ProblemAsync(HttpStatusCode.BadRequest, "validation");
        }

        foreach (var body in (object[])[new { title = "E", leverPostingId = id }, new { title = "E", leverRequisitionId = id }, new { title = "E", ownerMemberId = id }])
            await (await stack.Platform.PutAsJsonAsync(account.PlatformPath("requisitions/r-1"), body)).ProblemAsync(HttpStatusCode.BadRequest, "validation");

        foreach (var body in (object[])[new { name = "A", stage = "potential", requisitionId = id }, new { name = "A", stage = "potential", sourcedByMemberId = id }])
            await (await stack.Platform.PutAsJsonAsync(account.PlatformPath("candidates/c-1"), body)).ProblemAsync(HttpStatusCode.BadRequest, "validation");
        await (await stack.Platform.PostAsJsonAsync(account.PlatformPath("sessions"), new { memberId = id })).ProblemAsync(HttpStatusCode.BadRequest, "validation");
        var batch = await (await stack.Platform.PostAsJsonAsync(account.PlatformPath("candidates"), new[] { new { id, name = "A", stage = "potential" } })).JsonAsync();
        Assert.Equal(id, Assert.Single(batch.Items("rejected")).Text("id"));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public async Task One_that_was_written_before_fails_its_item_and_calls_nothing_else(string id)
    {
        var account = await stack.ActiveAccountAsync();
        await account.PutRequisitionAsync("r-1", account.OpenPosting);
        var candidates = await account.AddCandidatesAsync(1, _ => new { requisitionId = "r-1" });
        await stack.SqlAsync($"UPDATE requisitions SET lever_posting_id = '{id}' WHERE account_id = '{account.Id}'");

        var export = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates }));

        Assert.Equal(("failed", "posting-not-found"), (export.Items()[0].Text("status"), export.Items()[0].Text("code")));
        Assert.All((await account.Lever.LedgerAsync()).Calls, call => Assert.Matches("^/(oauth/token|v1/[a-z])", call.Path));
    }
}
