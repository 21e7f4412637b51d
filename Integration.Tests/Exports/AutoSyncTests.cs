using Integration.Tests.Stack;

namespace Integration.Tests.Exports;

/// <summary>Automatic sync: what enters a chosen stage goes to Lever by itself, once.</summary>
public sealed class AutoSyncTests(StackFixture stack)
{
    [Fact]
    public async Task Candidates_who_enter_a_chosen_stage_go_by_themselves_and_others_do_not()
    {
        var account = await SyncingAccountAsync();

        var before = await account.AddCandidatesAsync(1, _ => new { stage = "contacted" });
        var interested = await account.AddCandidatesAsync(2, _ => new { stage = "interested" });
        await HeldAsync(account, 2);
        await account.PutCandidateAsync(before[0], new { name = "Moved", stage = "qualified" });
        await HeldAsync(account, 3);
        await account.PutCandidateAsync(before[0], new { name = "Moved", stage = "interested" });
        await account.PutCandidateAsync(interested[0], new { name = "Changed", stage = "interested" });
        await account.CompletedAsync(await account.ExportAsync(new { candidateIds = await account.AddCandidatesAsync(1, _ => new { stage = "contacted" }) }));

        await HeldAsync(account, 4);
        Assert.Equal(4, (await account.Lever.LedgerAsync()).CallsTo("POST", "/v1/opportunities"));
    }

    [Fact]
    public async Task The_sourcer_acts_if_mapped_else_the_requisitions_owner_else_the_default_member()
    {
        var account = await SyncingAccountAsync();
        await account.PutRequisitionAsync("req-1", account.OpenPosting, account.Recruiter);

        await account.AddCandidatesAsync(1, _ => new { name = "By sourcer", sourcedByMemberId = account.Recruiter });
        await account.AddCandidatesAsync(1, _ => new { name = "By owner", sourcedByMemberId = account.UnmappedRecruiter, requisitionId = "req-1" });
        await account.AddCandidatesAsync(1, _ => new { name = "By default" });
        await HeldAsync(account, 3);

        var held = (await account.Lever.LedgerAsync()).Opportunities.Where(opportunity => opportunity.Sources.Contains("headhuntr.io"))
            .ToDictionary(opportunity => opportunity.Name);
        Assert.Equal(account.Lever.User("team member").Id, held["By sourcer"].PerformedBy);
        Assert.Equal(account.Lever.User("team member").Id, held["By owner"].PerformedBy);
        Assert.Equal(account.OpenPosting, held["By owner"].Posting);
        Assert.Equal(account.Lever.SuperAdmin.Id, held["By default"].PerformedBy);
        Assert.Null(held["By default"].Posting);
    }

    [Fact]
    public async Task A_member_who_left_acts_for_nobody_and_one_who_came_later_does()
    {
        var account = await SyncingAccountAsync();
        await account.PutMemberAsync(account.Recruiter, active: false);
        await account.AddCandidatesAsync(1, _ => new { name = "By default", sourcedByMemberId = account.Recruiter });
        var unknown = (await account.AddCandidatesAsync(1, _ => new { name = "By default too", sourcedByMemberId = "later-1" })).Single();
        await HeldAsync(account, 2);

        await account.PutMemberAsync("later-1", active: true);
        await account.MapAsync("later-1", account.Lever.User("team member").Email);
        await account.AddCandidatesAsync(1, _ => new { name = "By who came later", sourcedByMemberId = "later-1" });
        await HeldAsync(account, 3);

        var held = (await account.Lever.LedgerAsync()).Opportunities.Where(opportunity => opportunity.Sources.Contains("headhuntr.io"))
            .ToDictionary(opportunity => opportunity.Name, opportunity => opportunity.PerformedBy);
        Assert.Equal(account.Lever.SuperAdmin.Id, held["By default"]);
        Assert.Equal(account.Lever.SuperAdmin.Id, held["By default too"]);
        Assert.Equal(account.Lever.User("team member").Id, held["By who came later"]);
        Assert.Equal("later-1", (await account.GetJsonAsync(account.Admin, $"candidates/{unknown}")).Text("sourcedByMemberId"));
    }

    [Fact]
    public async Task Who_was_in_a_chosen_stage_before_goes_when_they_change_and_not_earlier()
    {
        var account = await stack.ActiveAccountAsync();
        var before = await account.AddCandidatesAsync(2, index => new { name = $"Before {index}" });
        await SyncAsync(account);

        await account.PutCandidateAsync(before[1], new { name = "Before 1", stage = "potential", emails = new[] { $"{before[1]}@people.example" } });
        await account.PutCandidateAsync(before[0], new { name = "Changed", stage = "potential" });
        await HeldAsync(account, 1);

        Assert.Equal("Changed", Assert.Single((await account.Lever.LedgerAsync()).Opportunities, opportunity => opportunity.Sources.Contains("headhuntr.io")).Name);
        Assert.Equal(1, (await account.GetJsonAsync(account.Admin, "exports")).Items().Sum(export => export.GetProperty("total").GetInt32()));
    }

    private async Task<TestAccount> SyncingAccountAsync()
    {
        var account = await stack.ActiveAccountAsync();
        await SyncAsync(account);
        return account;
    }

    private static Task SyncAsync(TestAccount account) => account.PutSettingsAsync(new
    {
        autoSync = new { enabled = true, stages = new[] { "potential", "qualified", "interested" }, defaultMemberId = account.Admin },
        exportNotes = true,
    });

    private static Task HeldAsync(TestAccount account, int count) => EventuallyAsync.GetAsync(
        () => account.Lever.LedgerAsync(),
        ledger => ledger.Opportunities.Count(opportunity => opportunity.Sources.Contains("headhuntr.io")) == count, $"Lever holds {count} of ours");
}
