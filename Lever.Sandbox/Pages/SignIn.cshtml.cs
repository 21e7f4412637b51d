using Lever.Sandbox.Organisations;
using Lever.Sandbox.Users;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Lever.Sandbox.Pages;

/// <summary>Choose who you are: a user of any role of any organisation.</summary>
internal sealed class SignInModel(LeverState lever, Viewer viewer) : PageModel
{
    public IReadOnlyList<Organisation> Organisations { get; private set; } = [];

    public IReadOnlyList<User> Users { get; private set; } = [];

    public string? Problem { get; private set; }

    public void OnGet()
    {
        Organisations = [.. lever.All];
        lock (viewer.Organisation.Gate)
        {
            Users = [.. viewer.Organisation.Users.All];
        }
    }

    public IActionResult OnPost(string? user)
    {
        if (Viewer.FindUser(lever, user) is { } found)
        {
            Viewer.SignIn(HttpContext, found.User);
            return RedirectToPage("/Index", new { organisation = (string?)null });
        }

        Problem = "Choose an active user.";
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        OnGet();
        return Page();
    }
}
