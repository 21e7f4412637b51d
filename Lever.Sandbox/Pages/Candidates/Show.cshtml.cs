using Lever.Sandbox.Contacts;
using Lever.Sandbox.Files;
using Lever.Sandbox.Opportunities;
using Lever.Sandbox.Organisations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Lever.Sandbox.Pages.Candidates;

/// <summary>One opportunity with everything that arrived with it; the address that the API gives as its <c>urls.show</c>.</summary>
internal sealed class ShowModel(LeverState lever) : PageModel
{
    public Organisation Chosen { get; private set; } = null!;

    public Opportunity Opportunity { get; private set; } = null!;

    public Contact Contact { get; private set; } = null!;

    public string? Posting { get; private set; }

    public IReadOnlyList<StoredFile> Files { get; private set; } = [];

    public IActionResult OnGet(string id)
    {
        foreach (var organisation in lever.All)
        {
            lock (organisation.Gate)
            {
                if (organisation.Opportunities.Find(id) is not { } opportunity) continue;

                Chosen = organisation;
                Opportunity = opportunity;
                Contact = organisation.Contacts.Find(opportunity.Contact)!;
                Posting = organisation.Postings.Find(organisation.Applications.Find(opportunity.Application)?.Posting)?.Text;
                Files = [.. organisation.FilesOf[id].Where(file => file.DeletedAt is null)];
                return Page();
            }
        }

        return NotFound();
    }

    public string NameOfUser(string? id) => Chosen.Users.Find(id)?.Name ?? "Nobody";

    public string TextOfStage(string id) => Chosen.Stages.Find(id)?.Text ?? id;

    public string TextOfReason(string id) => Chosen.ArchiveReasons.Find(id)?.Text ?? id;
}
