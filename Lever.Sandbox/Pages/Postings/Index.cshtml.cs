using Lever.Sandbox.Postings;
using Lever.Sandbox.State;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Lever.Sandbox.Pages.Postings;

/// <summary>The postings of an organisation, and publishing or closing them.</summary>
internal sealed class IndexModel(Viewer viewer, TimeProvider clock) : PageModel
{
    private const int ShownAtOnce = 100;

    public IReadOnlyList<(Posting Posting, string Owner)> Shown { get; private set; } = [];

    public int Hidden { get; private set; }

    public string? Said { get; private set; }

    public void OnGet(string? said)
    {
        Said = said == "changed" ? "The posting’s state was changed." : null;
        var organisation = viewer.Organisation;
        lock (organisation.Gate)
        {
            Shown = [.. organisation.Postings.All.OrderByDescending(posting => posting.CreatedAt).Take(ShownAtOnce)
                .Select(posting => (posting, organisation.Users.Find(posting.Owner)?.Name ?? "Nobody"))];
            Hidden = organisation.Postings.All.Count - Shown.Count;
        }
    }

    public IActionResult OnPost(string? id, string? state)
    {
        var organisation = viewer.Organisation;
        lock (organisation.Gate)
        {
            if (!viewer.ManagesCandidates
                || organisation.Postings.Find(id) is not { } posting
                || state is null
                || !PostingEndpoints.States.Contains(state))
            {
                return RedirectToPage(new { organisation = viewer.Route });
            }

            organisation.Postings.Put(posting with { State = state, UpdatedAt = clock.Milliseconds() });
        }

        return RedirectToPage(new { organisation = viewer.Route, said = "changed" });
    }

    public static string WordsOf(Posting posting) => posting.DistributionChannels switch
    {
        null => "no channel",
        var channels => string.Join(" and ", channels) + " channel",
    };
}
