using Integration.Tests.Stack;
using Integration.Tests.Webhooks;

namespace Integration.Tests.Exports;

/// <summary>A person who was erased is left alone: nothing exports them again by itself, whoever pushes them again.</summary>
public sealed class ErasedTests(StackFixture stack)
{
    [Fact]
    public async Task Automatic_sync_leaves_out_who_was_erased_by_id_and_by_address_and_nobody_else()
    {
        var account = await stack.ActiveAccountAsync();
        var (erased, stranger) = ("erased-1", "stranger-1");
        await account.PutCandidateAsync(erased, new { name = "Erased", stage = "contacted", emails = new[] { "Erased@People.example" } });
        await stack.Platform.DeleteAsync(account.PlatformPath($"candidates/{erased}"));
        await SyncAsync(account);

        await account.PutCandidateAsync(erased, new { name = "Same id", stage = "interested" });
        await account.PutCandidateAsync("other-id", new { name = "Same address", stage = "interested", emails = new[] { "erased@people.example" } });
        await account.PutCandidateAsync(stranger, new { name = "Stranger", stage = "interested" });
        await EventuallyAsync.TrueAsync(async () => (await account.EventsAsync("candidate.exported")).Count == 1, "the stranger is exported");

        Assert.Equal("Stranger", Assert.Single(await HeldAsync(account)));
        Assert.Equal(1, (await account.GetJsonAsync(account.Recruiter, "exports")).Items().Sum(export => export.GetProperty("total").GetInt32()));
    }

    [Fact]
    public async Task A_person_may_still_export_them()
    {
        var account = await stack.ActiveAccountAsync();
        await account.PutCandidateAsync("back-1", new { name = "Back again", stage = "interested" });
        await stack.Platform.DeleteAsync(account.PlatformPath("candidates/back-1"));
        await account.PutCandidateAsync("back-1", new { name = "Back again", stage = "interested" });

        await account.CompletedAsync(await account.ExportAsync(new { candidateIds = new[] { "back-1" } }));

        Assert.Equal("Back again", Assert.Single(await HeldAsync(account)));
    }

    [Fact]
    public async Task Another_account_is_not_kept_from_its_own_candidate_of_the_same_address()
    {
        var (one, other) = (await stack.ActiveAccountAsync(), await stack.ActiveAccountAsync());
        object body = new { name = "In both", stage = "interested", emails = new[] { "in-both@people.example" } };
        await one.PutCandidateAsync("both-1", body);
        await stack.Platform.DeleteAsync(one.PlatformPath("candidates/both-1"));
        await SyncAsync(other);

        await other.PutCandidateAsync("both-1", body);

        await EventuallyAsync.TrueAsync(async () => (await other.EventsAsync("candidate.exported")).Count == 1, "the other account's is exported");
    }

    [Fact]
    public async Task Somebody_whom_Lever_anonymised_is_erased_here_and_told_of_once()
    {
        var account = await stack.ActiveAccountAsync();
        var endpoint = await account.PasteTokensAsync();
        var (candidate, opportunity) = await account.ExportedAsync();
        await account.Lever.AnonymizeAsync(opportunity);

        foreach (var stage in (string[])["lead-responded", "offer"])
        {
            await account.Lever.MoveAsync(opportunity, stage);
            await stack.Platform.DeliverAsync(
                endpoint, new Delivery("candidateStageChange", WebhookWords.TokenOf("candidateStageChange"), new { opportunityId = opportunity }));
        }

        await account.HandledAsync(2);
        Assert.Equal(candidate, Assert.Single(await account.EventsAsync("candidate.anonymizedInLever")).Text("candidateId"));
        Assert.Empty((await account.GetJsonAsync(account.Recruiter, "candidates")).Items());
        await SyncAsync(account);
        await account.PutCandidateAsync(candidate, new { name = "Pushed again", stage = "interested" });
        await account.PutCandidateAsync("somebody-else", new { name = "Somebody else", stage = "interested" });
        await EventuallyAsync.TrueAsync(async () => (await account.EventsAsync("candidate.exported")).Count == 2, "the other one is exported");
        Assert.DoesNotContain("Pushed again", await HeldAsync(account));
    }

    private static Task SyncAsync(TestAccount account) => account.PutSettingsAsync(new
    {
        autoSync = new { enabled = true, stages = new[] { "interested" }, defaultMemberId = account.Admin },
        exportNotes = true,
    });

    private static async Task<List<string>> HeldAsync(TestAccount account) =>
        [.. (await account.Lever.LedgerAsync()).Opportunities.Where(held => held.Sources.Contains("headhuntr.io")).Select(held => held.Name)];
}
