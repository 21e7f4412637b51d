using System.Net;
using Integration.Tests.Stack;

namespace Integration.Tests.Webhooks;

/// <summary>What comes back from Lever: each change told once, whatever the deliveries claim and in whatever order they arrive.</summary>
public sealed class ChangeTests(StackFixture stack)
{
    [Fact]
    public async Task A_stage_change_is_told_with_Levers_texts_and_shown_with_the_candidate()
    {
        var (account, endpoint) = await stack.WebhookAccountAsync();
        var (candidate, opportunity) = await account.ExportedAsync();
        await account.Lever.MoveAsync(opportunity, "lead-responded");

        await stack.DeliverAsync(endpoint, "candidateStageChange", new { opportunityId = opportunity, fromStageId = "lead-new", toStageId = "lead-responded" });
        await account.HandledAsync(1);

        var told = Assert.Single(await account.EventsAsync("candidate.stageChanged"));
        Assert.Equal(candidate, told.Text("candidateId"));
        var data = told.GetProperty("data");
        Assert.Equal((opportunity, "lead-responded"), (data.Text("opportunityId"), data.Text("toStageId")));
        Assert.NotEqual(data.Text("fromStage"), data.Text("toStage"));
        Assert.DoesNotContain("lead-", data.Text("fromStage") + data.Text("toStage"));
        var shown = Assert.Single((await account.GetJsonAsync(account.Recruiter, $"candidates/{candidate}")).Items("opportunities"));
        Assert.Equal(data.Text("toStage"), shown.Text("stage"));
    }

    [Fact]
    public async Task What_the_body_claims_counts_for_nothing()
    {
        var (account, endpoint) = await stack.WebhookAccountAsync();
        var (_, opportunity) = await account.ExportedAsync();
        await account.Lever.MoveAsync(opportunity, "lead-reached-out");

        await stack.DeliverAsync(endpoint, "candidateDeleted", new { opportunityId = opportunity, deletedBy = "nobody" });
        await stack.DeliverAsync(endpoint, "candidateHired", new { opportunityId = opportunity });
        await stack.DeliverAsync(endpoint, "candidateArchiveChange", new { opportunityId = opportunity, fromArchived = (object?)null, toArchived = new { reason = "x", archivedAt = 1 } });
        await stack.DeliverAsync(endpoint, "candidateStageChange", new { opportunityId = opportunity, toStageId = "offer" });
        await account.HandledAsync(4);

        Assert.Equal(
            "lead-reached-out", Assert.Single(await account.EventsAsync(), one => one.Text("type") is not ("candidate.exported" or "connection.activated")).GetProperty("data").Text("toStageId"));
    }

    [Theory]
    [InlineData("candidateHired", "candidateArchiveChange")]
    [InlineData("candidateArchiveChange", "candidateHired")]
    [InlineData("candidateArchiveChange", "candidateArchiveChange")]
    [InlineData("candidateHired", "candidateHired")]
    public async Task A_hire_is_told_once_and_not_as_an_archival(string first, string second)
    {
        var (account, endpoint) = await stack.WebhookAccountAsync();
        var (candidate, opportunity) = await account.ExportedAsync();
        await account.Lever.HireAsync(opportunity);

        await stack.DeliverAsync(endpoint, first, new { opportunityId = opportunity });
        await account.HandledAsync(1);
        await stack.DeliverAsync(endpoint, second, new { opportunityId = opportunity });
        await account.HandledAsync(2);

        Assert.Equal(candidate, Assert.Single(await account.EventsAsync("candidate.hired")).Text("candidateId"));
        Assert.Empty(await account.EventsAsync("candidate.archived"));
        var shown = Assert.Single((await account.GetJsonAsync(account.Admin, $"candidates/{candidate}")).Items("opportunities"));
        Assert.True(shown.TryGetProperty("hiredAt", out _));
    }

    [Fact]
    public async Task Archived_and_unarchived_and_archived_again_are_told_each_once()
    {
        var (account, endpoint) = await stack.WebhookAccountAsync();
        var (candidate, opportunity) = await account.ExportedAsync();
        var deliveries = 0;
        foreach (var change in (Func<string, Task>[])[id => account.Lever.ArchiveAsync(id), account.Lever.UnarchiveAsync, id => account.Lever.ArchiveAsync(id)])
        {
            await change(opportunity);
            foreach (var _ in (int[])[1, 2]) await stack.DeliverAsync(endpoint, "candidateArchiveChange", new { opportunityId = opportunity });
            await account.HandledAsync(deliveries += 2);
        }

        Assert.Equal(
            ["candidate.archived", "candidate.unarchived", "candidate.archived"],
            (await account.EventsAsync()).Select(one => one.Text("type")).Where(type => type.EndsWith("archived", StringComparison.Ordinal)));
        Assert.NotEmpty(Assert.Single((await account.GetJsonAsync(account.Admin, $"candidates/{candidate}")).Items("opportunities")).Text("archivedReason"));
    }

    [Fact]
    public async Task A_deletion_is_told_once_and_the_candidate_stays_and_may_be_exported_again()
    {
        var (account, endpoint) = await stack.WebhookAccountAsync();
        var (candidate, opportunity) = await account.ExportedAsync();
        await account.Lever.DeleteAsync(opportunity);

        foreach (var count in (int[])[1, 2])
        {
            await stack.DeliverAsync(endpoint, "candidateDeleted", new { opportunityId = opportunity });
            await account.HandledAsync(count);
        }

        Assert.Equal(candidate, Assert.Single(await account.EventsAsync("candidate.deletedInLever")).Text("candidateId"));
        Assert.True(Assert.Single((await account.GetJsonAsync(account.Admin, $"candidates/{candidate}")).Items("opportunities")).TryGetProperty("deletedAt", out _));
        var again = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = new[] { candidate } }));
        Assert.Equal("exported", again.GetProperty("items")[0].Text("status"));
    }

    [Fact]
    public async Task What_is_in_a_Lever_account_that_was_replaced_is_not_told_as_deleted()
    {
        var (account, endpoint) = await stack.WebhookAccountAsync();
        var (candidate, opportunity) = await account.ExportedAsync();
        await stack.DeliverAsync(endpoint, "candidateStageChange", new { opportunityId = opportunity });
        var delivery = Assert.Single(await account.HandledAsync(1)).GetProperty("id").GetInt64();
        var other = await stack.CreateAccountAsync();
        Assert.Equal("/setup/webhooks", (await account.AuthorizeAsync(replaceLeverAccount: true, into: other.Lever)).Headers.Location?.AbsolutePath);

        await ReplayAsync(account, delivery);

        Assert.Empty(await account.EventsAsync("candidate.deletedInLever"));
        Assert.False(Assert.Single((await account.GetJsonAsync(account.Admin, $"candidates/{candidate}")).Items("opportunities")).TryGetProperty("deletedAt", out _));
    }

    [Fact]
    public async Task An_application_that_we_did_not_make_is_told_and_our_own_is_not()
    {
        var (account, endpoint) = await stack.WebhookAccountAsync();
        var (candidate, general) = await account.ExportedAsync();
        await account.PutRequisitionAsync("r-1", account.OpenPosting);
        var (_, posted) = await account.ExportedAsync(new { requisitionId = "r-1" });
        await account.Lever.AddPostingAsync(general, account.OpenPosting);

        foreach (var opportunity in (string[])[general, posted, general])
            await stack.DeliverAsync(endpoint, "applicationCreated", new { opportunityId = opportunity, applicationId = "made-up" });
        await account.HandledAsync(3);

        var told = Assert.Single(await account.EventsAsync("candidate.applied"));
        Assert.Equal(candidate, told.Text("candidateId"));
        Assert.Equal(account.OpenPosting, told.GetProperty("data").Text("postingId"));
    }

    [Fact]
    public async Task A_replay_tells_nothing_twice_and_finds_what_was_missed()
    {
        var (account, endpoint) = await stack.WebhookAccountAsync();
        var (_, opportunity) = await account.ExportedAsync();
        await account.Lever.MoveAsync(opportunity, "lead-responded");
        await stack.DeliverAsync(endpoint, "candidateStageChange", new { opportunityId = opportunity });
        var id = Assert.Single(await account.HandledAsync(1)).GetProperty("id").GetInt64();

        await ReplayAsync(account, id);
        Assert.Single(await account.EventsAsync("candidate.stageChanged"));
        await account.Lever.MoveAsync(opportunity, "offer");
        await ReplayAsync(account, id);

        Assert.Equal(2, (await account.EventsAsync("candidate.stageChanged")).Count);
    }

    [Fact]
    public async Task A_delivery_waits_while_Lever_does_not_answer_and_is_handled_afterwards()
    {
        var (account, endpoint) = await stack.WebhookAccountAsync();
        var (_, opportunity) = await account.ExportedAsync();
        await account.Lever.HireAsync(opportunity);
        await account.Lever.FailAsync("GET", "/v1/opportunities/{id}", "500", times: 6);

        await stack.DeliverAsync(endpoint, "candidateHired", new { opportunityId = opportunity });
        await account.HandledAsync(1);

        Assert.Single(await account.EventsAsync("candidate.hired"));
    }

    [Fact]
    public async Task What_people_do_in_Lever_comes_back_through_its_own_webhooks()
    {
        var account = await stack.ActiveAccountAsync();
        await account.Lever.ChangeRulesAsync(new { duplicatesWebhooks = true, webhooksReorderWithinMs = 200, webhookSpeed = 1_000 });
        var provisioned = await (await account.PostAsync(account.Admin, "connection/webhooks/provision", null)).JsonAsync();
        Assert.Equal(5, provisioned.Items("created").Count);
        await account.Lever.EnableWebhooksAsync();
        var (candidate, opportunity) = await account.ExportedAsync();

        await account.Lever.MoveAsync(opportunity, "lead-responded");
        await EventuallyAsync.TrueAsync(async () => (await account.EventsAsync("candidate.stageChanged")).Count > 0, "the stage change is told");
        await account.Lever.HireAsync(opportunity);
        await EventuallyAsync.TrueAsync(async () => (await account.EventsAsync("candidate.hired")).Count > 0, "the hire is told");
        await account.Lever.DeleteAsync(opportunity);
        await EventuallyAsync.TrueAsync(async () => (await account.EventsAsync("candidate.deletedInLever")).Count > 0, "the deletion is told");

        Assert.Equal(
            ["candidate.exported", "candidate.stageChanged", "candidate.hired", "candidate.deletedInLever"],
            (await account.EventsAsync()).Where(one => one.TryGetProperty("candidateId", out _)).Select(one => one.Text("type")));
        Assert.All(await account.EventsAsync(), one => Assert.True(!one.TryGetProperty("candidateId", out var id) || id.GetString() == candidate));
    }

    private static async Task ReplayAsync(TestAccount account, long id)
    {
        Assert.Equal(HttpStatusCode.Accepted, (await account.PostAsync(account.Admin, $"webhook-deliveries/{id}/replay", null)).StatusCode);
        await account.HandledAsync(1);
    }
}
