using Lever.Sandbox.Api;
using Lever.Sandbox.Organisations;
using Lever.Sandbox.Postings;
using Lever.Sandbox.State;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Lever.Sandbox.Pages.Jobs;

/// <summary>A job and its application form: <c>urls.show</c> and <c>urls.apply</c> of a posting.</summary>
internal sealed class ShowModel(LeverState lever, TimeProvider clock) : PageModel
{
    public Organisation Organisation { get; private set; } = null!;

    public Posting Posting { get; private set; } = null!;

    public bool IsOpen => Posting.State is "published" or "internal";

    public string? Problem { get; private set; }

    public string? Said { get; private set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    public IActionResult OnGet(string site, string id, string? said)
    {
        Said = said == "applied" ? "Your application has arrived." : null;
        return Find(site, id) ? Page() : NotFound();
    }

    public IActionResult OnPost(string site, string id)
    {
        if (!Find(site, id)) return NotFound();

        try
        {
            if (string.IsNullOrWhiteSpace(Name)) throw Refusal.BadRequest("Tell us your name.");
            if (Email?.Contains('@', StringComparison.Ordinal) is not true) throw Refusal.BadRequest("Tell us your e-mail address.");

            lock (Organisation.Gate)
            {
                new Applying(Organisation, byApp: false, clock.Milliseconds())
                    .Apply(Posting, new([new("fullName", Name.Trim()), new("email", Email.Trim())]));
            }

            return RedirectToPage(new { said = "applied" });
        }
        catch (Refusal refusal)
        {
            Problem = refusal.Message;
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }
    }

    private bool Find(string site, string id)
    {
        if (lever.All.FirstOrDefault(found => found.Settings.Slug == site) is not { } organisation) return false;

        lock (organisation.Gate)
        {
            var isPublic = organisation.Postings.Find(id) is { Confidentiality: Confidentiality.Open, State: not "draft" };
            if (!isPublic) return false;

            (Organisation, Posting) = (organisation, organisation.Postings.Find(id)!);
            return true;
        }
    }
}
