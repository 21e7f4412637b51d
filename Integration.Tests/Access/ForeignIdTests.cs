using System.Net.Http.Json;
using Alba;
using Integration.Tests.Stack;
using Integration.Tests.Webhooks;

namespace Integration.Tests.Access;

/// <summary>Ids of another account, named by somebody who may do everything in their own: as if they were not there.</summary>
public sealed class ForeignIdTests(StackFixture stack)
{
    [Fact]
    public async Task Whatever_another_account_has_is_not_there()
    {
        var (account, other) = (await stack.ActiveAccountAsync(), await stack.ActiveAccountAsync());
        var (candidate, opportunity) = await other.ExportedAsync(new { requisitionId = "only-there" });
        await other.PutRequisitionAsync("only-there", leverPostingId: null);
        var export = (await other.GetJsonAsync(other.Admin, "exports")).Items()[0].Text("id");
        const string member = "only-there-1";
        await stack.Platform.PutAsJsonAsync(other.PlatformPath($"members/{member}"), new { name = "Olga", email = "olga@elsewhere.example", role = "admin" });

        await NotThereAsync(s => s.As(account.Admin).Get.To(account.Path($"candidates/{candidate}")));
        await NotThereAsync(s => s.As(account.Admin).Get.To(account.Path($"exports/{export}")));
        await NotThereAsync(s => s.As(account.Admin).Post.To(account.Path($"exports/{export}/retry")));
        await NotThereAsync(s => s.As(account.Admin).Post.To(account.Path($"exports/{export}/cancel")));
        await NotThereAsync(s => s.As(account.Admin).Put.To(account.Path($"user-mappings/{member}"), new { leverEmail = account.Lever.SuperAdmin.Email }));
        await NotThereAsync(s => s.WithPlatformKey().Post.To(account.PlatformPath("sessions"), new { memberId = member }));
        await stack.ScenarioAsync(s => s.As(member).Get.To(account.Path("exports")).ProblemShouldBe(401, "unauthenticated"));
        object settings = new { autoSync = new { enabled = true, stages = new[] { "potential" }, defaultMemberId = member }, exportNotes = true };
        await stack.ScenarioAsync(s => s.As(account.Admin).Put.To(account.Path("settings"), settings).ProblemShouldBe(400, "validation"));
        foreach (var list in (string[])["candidates?requisitionId=only-there", "requisitions", "webhook-deliveries", "exports"])
            Assert.Empty((await account.GetJsonAsync(account.Admin, list)).Items());

        var own = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = new[] { candidate }, postingId = other.OpenPosting }));
        Assert.Equal(("failed", "candidate-not-found"), (own.Items()[0].Text("status"), own.Items()[0].Text("code")));
        await stack.ScenarioAsync(s => s.WithPlatformKey().Delete.To(account.PlatformPath($"candidates/{candidate}")).StatusCodeShouldBe(204));
        Assert.Equal(opportunity, (await other.GetJsonAsync(other.Admin, $"candidates/{candidate}")).Items("opportunities")[0].Text("opportunityId"));
    }

    [Fact]
    public async Task A_delivery_signed_for_one_account_says_nothing_about_another_accounts_opportunity()
    {
        var (account, other) = (await stack.ActiveAccountAsync(), await stack.ActiveAccountAsync());
        var (_, opportunity) = await other.ExportedAsync();
        await other.Lever.MoveAsync(opportunity, "lead-responded");

        await stack.Platform.DeliverAsync(
            await account.PasteTokensAsync(), new Delivery("candidateStageChange", WebhookWords.TokenOf("candidateStageChange"), new { opportunityId = opportunity }));

        Assert.Equal("not an opportunity of ours", Assert.Single(await account.HandledAsync(1)).Text("outcome"));
        Assert.Empty(await other.EventsAsync("candidate.stageChanged"));
        Assert.Empty(await account.EventsAsync("candidate.stageChanged"));
    }

    private Task NotThereAsync(Func<Scenario, Scenario> asked) => stack.ScenarioAsync(s => asked(s).ProblemShouldBe(404, "not-found"));
}
