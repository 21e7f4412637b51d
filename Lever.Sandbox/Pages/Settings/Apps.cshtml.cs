using Lever.Sandbox.OAuth;
using Lever.Sandbox.State;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Lever.Sandbox.Pages.Settings;

/// <summary>Settings, Integrations and API, Authorized Apps: who may use this Lever, and taking it back.</summary>
internal sealed class AppsModel(Viewer viewer, TimeProvider clock) : PageModel
{
    public IReadOnlyList<Grant> Grants { get; private set; } = [];

    public bool EndsAtOnce { get; private set; }

    public string? Said { get; private set; }

    public void OnGet(string? said)
    {
        Said = said == "revoked" ? "The app’s access was revoked." : null;
        var organisation = viewer.Organisation;
        lock (organisation.Gate)
        {
            Grants = [.. organisation.Grants.All.Where(grant => !grant.IsRevoked).OrderByDescending(grant => grant.CreatedAt)];
            EndsAtOnce = organisation.Rules.RevokesImmediately;
        }
    }

    public IActionResult OnPost(string? ends)
    {
        if (!viewer.ManagesSettings) return RedirectToPage(new { organisation = viewer.Route });

        var organisation = viewer.Organisation;
        lock (organisation.Gate)
        {
            var rules = organisation.Rules with { RevokesImmediately = ends != "at-expiry" };
            organisation.Save(organisation.Settings with { Rules = rules });
            Grant.RevokeAll(organisation, clock.Milliseconds());
        }

        return RedirectToPage(new { organisation = viewer.Route, said = "revoked" });
    }

    public string NameOfUser(string id) => viewer.Organisation.Users.Find(id)?.Name ?? id;
}
