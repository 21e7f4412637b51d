using Lever.Sandbox.Api;
using Lever.Sandbox.Contacts;
using Lever.Sandbox.Files;
using Lever.Sandbox.Notes;
using Lever.Sandbox.Opportunities;
using Lever.Sandbox.Organisations;
using Lever.Sandbox.Postings;
using Lever.Sandbox.State;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Lever.Sandbox.Pages.Candidates;

/// <summary>One opportunity, and what a person can do with it; the address that the API gives as <c>urls.show</c>.</summary>
internal sealed class ShowModel(LeverState lever, Viewer viewer, TimeProvider clock) : PageModel
{
    private static readonly Dictionary<string, string> Sentences = new()
    {
        ["move"] = "The candidate was moved.",
        ["archive"] = "The candidate was archived.",
        ["hire"] = "The candidate was hired.",
        ["unarchive"] = "The candidate is out of the archive.",
        ["posting"] = "The candidate is on the posting.",
        ["note"] = "The note was added.",
        ["anonymize"] = "The candidate was anonymised.",
    };

    public Organisation Organisation { get; private set; } = null!;

    public Opportunity Opportunity { get; private set; } = null!;

    public Contact Contact { get; private set; } = null!;

    public Posting? Posting { get; private set; }

    public IReadOnlyList<StoredFile> Files { get; private set; } = [];

    public IReadOnlyList<Note> Notes { get; private set; } = [];

    public bool MayAct { get; private set; }

    public string? Problem { get; private set; }

    public string? Said { get; private set; }

    public IActionResult OnGet(string id, string? said)
    {
        Said = Sentences.GetValueOrDefault(said ?? "");
        return Find(id) ? Page() : NotFound();
    }

    public IActionResult OnPost(string id, Change change)
    {
        if (!Find(id)) return NotFound();
        if (!MayAct) return StatusCode(StatusCodes.Status403Forbidden);

        try
        {
            lock (Organisation.Gate)
            {
                // Once more: it may have been deleted before the gate opened.
                if (!Find(id)) return NotFound();
                Do(change);
            }
        }
        catch (Refusal refusal)
        {
            Problem = refusal.Message;
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        return change.What == "delete"
            ? RedirectToPage("/Index", new { organisation = OtherOrganisation, said = "deleted" })
            : RedirectToPage("/Candidates/Show", new { id, said = change.What });
    }

    public string NameOfUser(string? id) => Organisation.Users.Find(id)?.Name ?? "Nobody";

    public string TextOfStage(string id) => Organisation.Stages.Find(id)?.Text ?? id;

    public string TextOfReason(string id) => Organisation.ArchiveReasons.Find(id)?.Text ?? id;

    /// <summary>For links back, when the candidate is not of the viewer's own organisation.</summary>
    public string? OtherOrganisation => Organisation == viewer.Organisation ? viewer.Route : Organisation.Id;

    private void Do(Change change)
    {
        var now = clock.Milliseconds();
        var user = Organisation == viewer.Organisation ? viewer.User.Id : null;
        var changes = new OpportunityChanges(Organisation, user, byApp: false, now);
        switch (change.What)
        {
            case "move":
                changes.MoveTo(Opportunity, change.Stage ?? "");
                break;
            case "archive" or "hire":
                changes.Archive(Opportunity, change.Reason ?? "");
                break;
            case "unarchive":
                changes.Unarchive(Opportunity);
                break;
            case "posting":
                changes.AddPosting(Opportunity, change.Posting ?? "");
                break;
            case "note":
                AddNote(change.Note, user, now, changes);
                break;
            case "anonymize":
                new ContactChanges(Organisation, byApp: false, now).Anonymize(Contact);
                break;
            case "delete":
                changes.Delete(Opportunity);
                break;
            default:
                throw Refusal.BadRequest("Choose what to do.");
        }
    }

    private void AddNote(string? text, string? user, long now, OpportunityChanges changes)
    {
        if (string.IsNullOrWhiteSpace(text)) throw Refusal.BadRequest("Write something first.");

        Organisation.Notes.Put(Note.ByHand(Opportunity, text, user, now));
        changes.Touch(Opportunity);
    }

    private bool Find(string id)
    {
        foreach (var organisation in lever.All)
        {
            lock (organisation.Gate)
            {
                if (organisation.Opportunities.Find(id) is not { } opportunity) continue;

                Organisation = organisation;
                Opportunity = opportunity;
                Contact = organisation.Contacts.Find(opportunity.Contact)!;
                Posting = organisation.Postings.Find(organisation.Applications.Find(opportunity.Application)?.Posting);
                Files = [.. organisation.FilesOf[id].Where(file => file.DeletedAt is null)];
                Notes = [.. organisation.NotesOf[id].Where(note => note.DeletedAt is null).OrderBy(note => note.CreatedAt)];
                MayAct = organisation != viewer.Organisation || viewer.ManagesCandidates;
                return true;
            }
        }

        return false;
    }

    /// <summary>What one of the page's forms asks for.</summary>
    internal sealed record Change
    {
        public string? What { get; init; }

        public string? Stage { get; init; }

        public string? Reason { get; init; }

        public string? Posting { get; init; }

        public string? Note { get; init; }
    }
}
