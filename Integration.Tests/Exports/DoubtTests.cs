using Integration.Api.Data;
using Integration.Tests.Stack;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Integration.Tests.Exports;

/// <summary>What may happen to a person while nobody knows yet whether a call created them in Lever.</summary>
public sealed class DoubtTests(StackFixture stack)
{
    [Fact]
    public async Task Somebody_erased_meanwhile_is_not_sent_again()
    {
        var (account, candidate) = await CandidateAsync();
        var export = await ExportInDoubtAsync(account, candidate, "cut-before");

        await stack.Platform.DeleteAsync(account.PlatformPath($"candidates/{candidate}"));
        var item = (await account.CompletedAsync(export)).GetProperty("items")[0];

        Assert.Equal(("failed", "candidate-not-found"), (item.Text("status"), item.Text("code")));
        var ledger = await account.Lever.LedgerAsync();
        Assert.Equal(1, ledger.CallsTo("POST", "/v1/opportunities"));
        Assert.DoesNotContain(ledger.Opportunities, opportunity => opportunity.Sources.Contains("headhuntr.io"));
    }

    [Fact]
    public async Task Somebody_erased_meanwhile_whom_Lever_has_is_found_by_the_marker_alone_and_nothing_of_them_is_kept()
    {
        var (account, candidate) = await CandidateAsync();
        var export = await ExportInDoubtAsync(account, candidate, "cut-after");

        await stack.Platform.DeleteAsync(account.PlatformPath($"candidates/{candidate}"));
        await using var scope = stack.ApiServices.CreateAsyncScope();
        var items = scope.ServiceProvider.GetRequiredService<IntegrationDbContext>().ExportItems;
        Assert.Null((await items.AsNoTracking().SingleAsync(item => item.AccountId == account.Id)).Sent);

        var view = await account.CompletedAsync(export);
        Assert.Equal(1, view.GetProperty("exported").GetInt32());
        await account.HoldsOneEachAsync(view);
    }

    [Fact]
    public async Task A_resume_that_was_replaced_meanwhile_goes_with_the_repetition()
    {
        var (account, candidate) = await CandidateAsync();
        await account.PutResumeAsync(candidate, "old.pdf", "old"u8.ToArray());
        var export = await ExportInDoubtAsync(account, candidate, "cut-before");

        await account.PutResumeAsync(candidate, "new.pdf", "newer"u8.ToArray());
        var view = await account.CompletedAsync(export);

        var held = await account.HeldAsync(view.GetProperty("items")[0].Text("opportunityId"));
        Assert.Equal(("new.pdf", 5), (held.Resume?.Name, held.Resume?.Size));
    }

    [Fact]
    public async Task Where_the_confidential_may_not_be_listed_the_open_ones_are_looked_through()
    {
        var (account, candidate) = await CandidateAsync();
        await account.Lever.ChangeRulesAsync(new { refusesConfidentialLists = true });
        var view = await account.CompletedAsync(await ExportInDoubtAsync(account, candidate, "cut-after"));

        Assert.Equal("exported", view.GetProperty("items")[0].Text("status"));
        await account.HoldsOneEachAsync(view);
        Assert.Equal(1, (await account.Lever.LedgerAsync()).CallsTo("POST", "/v1/opportunities"));
    }

    [Fact]
    public async Task A_look_up_that_is_refused_leaves_it_in_doubt()
    {
        var (account, candidate) = await CandidateAsync();
        await account.Lever.FailAsync("POST", "/v1/opportunities", "cut-after");
        await account.Lever.FailAsync("GET", "/v1/opportunities", "400", times: 3);

        var view = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = new[] { candidate } }));

        Assert.Equal("exported", view.GetProperty("items")[0].Text("status"));
        await account.HoldsOneEachAsync(view);
        Assert.Equal(1, (await account.Lever.LedgerAsync()).CallsTo("POST", "/v1/opportunities"));
    }

    [Fact]
    public async Task An_export_that_is_cancelled_meanwhile_sends_nothing_again()
    {
        var (account, candidate) = await CandidateAsync();
        var export = await ExportInDoubtAsync(account, candidate, "cut-before");

        await account.PostAsync(account.Recruiter, $"exports/{export}/cancel", null);
        var view = await account.CompletedAsync(export);

        Assert.Equal(("cancelled", "skipped", "cancelled"), (view.Text("status"), view.GetProperty("items")[0].Text("status"), view.GetProperty("items")[0].Text("code")));
        Assert.Equal(1, (await account.Lever.LedgerAsync()).CallsTo("POST", "/v1/opportunities"));
    }

    [Fact]
    public async Task What_Lever_has_done_of_an_export_that_is_cancelled_meanwhile_is_told()
    {
        var (account, candidate) = await CandidateAsync();
        var export = await ExportInDoubtAsync(account, candidate, "cut-after");

        await account.PostAsync(account.Recruiter, $"exports/{export}/cancel", null);
        var view = await account.CompletedAsync(export);

        Assert.Equal(("cancelled", "exported"), (view.Text("status"), view.GetProperty("items")[0].Text("status")));
        await account.HoldsOneEachAsync(view);
    }

    [Theory]
    [InlineData("cut-before")]
    [InlineData("cut-after")]
    public async Task An_account_that_is_disconnected_meanwhile_finds_out_after_the_next_authorization(string fault)
    {
        var (account, candidate) = await CandidateAsync();
        var export = await ExportInDoubtAsync(account, candidate, fault);

        await account.SendAsync(HttpMethod.Delete, account.Admin, "connection", null);
        await account.ConnectAsync();
        var view = await account.CompletedAsync(export);

        Assert.Equal("exported", view.GetProperty("items")[0].Text("status"));
        await account.HoldsOneEachAsync(view);
        Assert.Equal(fault == "cut-after" ? 1 : 2, (await account.Lever.LedgerAsync()).CallsTo("POST", "/v1/opportunities"));
    }

    [Fact]
    public async Task The_words_in_which_Lever_refused_somebody_are_erased_with_them_and_are_never_in_the_feed()
    {
        var (account, candidate) = await CandidateAsync();
        await account.Lever.FailAsync("POST", "/v1/opportunities", "400");
        var export = await account.ExportAsync(new { candidateIds = new[] { candidate } });
        var refused = (await account.CompletedAsync(export)).GetProperty("items")[0];
        Assert.Equal(("refused-by-lever", "Lever refused this candidate: The call was refused on request"), (refused.Text("code"), refused.Text("detail")));

        await stack.Platform.DeleteAsync(account.PlatformPath($"candidates/{candidate}"));

        var item = (await account.GetJsonAsync(account.Recruiter, $"exports/{export}")).GetProperty("items")[0];
        Assert.Equal("Lever refused this candidate.", item.Text("detail"));
        Assert.Equal("Lever refused this candidate.", Assert.Single(await account.EventsAsync("candidate.exportFailed")).GetProperty("data").Text("detail"));
    }

    private async Task<(TestAccount Account, string Candidate)> CandidateAsync()
    {
        var account = await stack.ActiveAccountAsync();
        return (account, (await account.AddCandidatesAsync(1)).Single());
    }

    /// <summary>Starts an export whose call ends without an answer, and returns its id when that has happened.</summary>
    private static async Task<string> ExportInDoubtAsync(TestAccount account, string candidate, string fault)
    {
        await account.Lever.FailAsync("POST", "/v1/opportunities", fault);
        await account.Lever.FailAsync("GET", "/v1/opportunities", "500", times: 4);
        var export = await account.ExportAsync(new { candidateIds = new[] { candidate } });
        await EventuallyAsync.TrueAsync(
            async () => (await account.Lever.LedgerAsync()).CallsTo("POST", "/v1/opportunities") == 1, "the call has come to Lever");
        return export;
    }
}
