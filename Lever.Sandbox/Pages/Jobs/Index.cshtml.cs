using Lever.Sandbox.Organisations;
using Lever.Sandbox.Postings;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Lever.Sandbox.Pages.Jobs;

/// <summary>An organisation's job site: what postings give as their <c>urls.list</c>.</summary>
internal sealed class IndexModel(LeverState lever) : PageModel
{
    public Organisation Organisation { get; private set; } = null!;

    public IReadOnlyList<Posting> Postings { get; private set; } = [];

    public IActionResult OnGet(string site)
    {
        if (lever.All.FirstOrDefault(found => found.Settings.Slug == site) is not { } organisation) return NotFound();

        Organisation = organisation;
        lock (organisation.Gate)
        {
            Postings = [.. organisation.Postings.All.Where(IsOnSite).OrderByDescending(posting => posting.CreatedAt)];
        }

        return Page();
    }

    private static bool IsOnSite(Posting posting) =>
        posting is { Confidentiality: Api.Confidentiality.Open, State: "published" or "internal" };
}
