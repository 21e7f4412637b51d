using Integration.Api.Data;
using Integration.Api.Notes;
using Integration.Tests.Sandbox;
using Integration.Tests.Stack;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Integration.Tests.Exports;

/// <summary>Each note reaches each opportunity of its candidate once.</summary>
public sealed class NoteTests(StackFixture stack)
{
    private const string AllNotes = "/v1/opportunities/{id}/notes";

    [Fact]
    public async Task The_notes_of_a_candidate_follow_the_export_once_each_also_when_an_answer_is_lost()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(1, _ => new { notes = new object[] { new { id = "n1", text = "First" }, new { text = "Second", author = "Ravi" } } });
        await account.Lever.FailAsync("POST", AllNotes, "cut-after");

        await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates }));

        await NotesAsync(account, 2);
        await NothingIsOnItsWayAsync(account);
        Assert.Equal(2, (await NotesAsync(account, 2)).CallsTo("POST", AllNotes));
    }

    [Fact]
    public async Task A_later_note_follows_once_and_the_same_candidate_pushed_again_sends_nothing()
    {
        var account = await stack.ActiveAccountAsync();
        var id = (await account.AddCandidatesAsync(1))[0];
        await account.CompletedAsync(await account.ExportAsync(new { candidateIds = new[] { id } }));

        await account.PutCandidateAsync(id, new { name = "Person 1", stage = "potential", notes = new[] { new { id = "n1", text = "Later" } } });
        await NotesAsync(account, 1);
        await account.PutCandidateAsync(id, new { name = "Person 1", stage = "qualified", notes = new[] { new { id = "n1", text = "Later" }, new { id = "n2", text = "Much later" } } });

        Assert.Equal(2, (await NotesAsync(account, 2)).CallsTo("POST", AllNotes));
    }

    [Fact]
    public async Task A_note_is_known_by_its_id_else_by_its_time_author_and_text()
    {
        var account = await stack.ActiveAccountAsync();
        var id = (await account.AddCandidatesAsync(1))[0];
        await account.CompletedAsync(await account.ExportAsync(new { candidateIds = new[] { id } }));

        await PushAsync(new { id = "n1", text = "A" }, new { text = "B", author = "Ravi", createdAt = "2026-01-01T12:00:00Z" });
        await NotesAsync(account, 2);
        await PushAsync(
            new { id = "n1", text = "A, corrected" }, new { text = "B", author = "Ravi", createdAt = "2026-01-01T13:00:00+01:00" },
            new { text = "B", author = "Uma", createdAt = "2026-01-01T12:00:00Z" }, new { text = "B", author = "Ravi", createdAt = "2026-01-02T12:00:00Z" });
        await NotesAsync(account, 4);
        await NothingIsOnItsWayAsync(account);

        Assert.Equal(4, (await NotesAsync(account, 4)).CallsTo("POST", AllNotes));

        Task PushAsync(params object[] notes) => account.PutCandidateAsync(id, new { name = "Person 1", stage = "potential", notes });
    }

    [Fact]
    public async Task An_account_that_wants_no_notes_sent_sends_none()
    {
        var account = await stack.ActiveAccountAsync();
        await account.PutSettingsAsync(new { autoSync = new { enabled = false, stages = new[] { "potential" } }, exportNotes = false });
        var candidates = await account.AddCandidatesAsync(2, index => new { notes = new[] { new { id = $"n{index}", text = "Not for Lever" } } });

        await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates }));
        await account.PutSettingsAsync(new { autoSync = new { enabled = false, stages = new[] { "potential" } }, exportNotes = true });
        await account.PutCandidateAsync(candidates[1], new { name = "Person 2", stage = "potential", notes = new[] { new { id = "n9", text = "For Lever" } } });

        await NotesAsync(account, 1);
    }

    [Fact]
    public async Task A_note_of_an_exporter_who_has_left_Lever_since_is_written_all_the_same()
    {
        var account = await stack.ActiveAccountAsync();
        var id = (await account.AddCandidatesAsync(1))[0];
        await account.CompletedAsync(await account.ExportAsync(new { candidateIds = new[] { id } }));
        await account.Lever.DeactivateUserAsync(account.Lever.User("team member").Id);

        await account.PutCandidateAsync(id, new { name = "Person 1", stage = "potential", notes = new[] { new { id = "n1", text = "Later" } } });

        await NotesAsync(account, 1);
    }

    [Fact]
    public async Task A_note_for_an_opportunity_of_a_Lever_account_that_was_replaced_goes_nowhere()
    {
        var account = await stack.ActiveAccountAsync();
        var id = (await account.AddCandidatesAsync(1))[0];
        await account.CompletedAsync(await account.ExportAsync(new { candidateIds = new[] { id } }));
        var other = await stack.Sandbox.CreateOrganisationAsync();
        await account.AuthorizeAsync(replaceLeverAccount: true, into: other);
        await account.MapAsync(account.Recruiter, other.User("team member").Email);
        await account.ActivateAsync();

        await account.PutCandidateAsync(id, new { name = "Person 1", stage = "potential", notes = new[] { new { id = "n1", text = "Later" } } });
        await account.CompletedAsync(await account.ExportAsync(new { candidateIds = new[] { id } }));

        Assert.Equal(1, (await NotesAsync(other, 1)).CallsTo("POST", AllNotes));
    }

    /// <summary>Whatever is sent twice has been sent by then.</summary>
    private async Task NothingIsOnItsWayAsync(TestAccount account)
    {
        await using var scope = stack.ApiServices.CreateAsyncScope();
        var notes = scope.ServiceProvider.GetRequiredService<IntegrationDbContext>().ExportedNotes;
        await EventuallyAsync.TrueAsync(
            async () => !await notes.AnyAsync(note => note.AccountId == account.Id && (note.Status == ExportedNoteStatus.Queued || note.Status == ExportedNoteStatus.Sending)),
            "no note is on its way");
    }

    private static Task<SandboxLedger> NotesAsync(TestAccount account, int count) => NotesAsync(account.Lever, count);

    /// <summary>Waits for the calls too: a note is there a moment before its call is counted.</summary>
    private static Task<SandboxLedger> NotesAsync(SandboxOrganisation lever, int count) => EventuallyAsync.GetAsync(
        () => lever.LedgerAsync(),
        ledger => ledger.Opportunities.Sum(opportunity => opportunity.Notes.Count(note => note.DeletedAt is null)) == count && ledger.CallsTo("POST", AllNotes) >= count,
        $"Lever holds {count} notes");
}
