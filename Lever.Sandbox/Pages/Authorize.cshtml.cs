using Lever.Sandbox.OAuth;
using Lever.Sandbox.Organisations;
using Lever.Sandbox.Users;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace Lever.Sandbox.Pages;

/// <summary>
/// The consent page. It is posted to the address it was opened at, with the fields <c>user</c> (an id) and
/// <c>decision</c> (<c>accept</c> or <c>deny</c>).
/// </summary>
internal sealed class AuthorizeModel(
    LeverState lever, Viewer viewer, AuthorizationCodes codes, IOptions<SandboxOptions> options) : PageModel
{
    public AuthorizationRequest? Asked { get; private set; }

    public string? Problem { get; private set; }

    public IReadOnlyList<Organisation> Organisations { get; private set; } = [];

    public IReadOnlyList<User> Users { get; private set; } = [];

    public IActionResult OnGet()
    {
        (Asked, Problem) = AuthorizationRequest.Read(Request, options.Value);
        return Show();
    }

    public IActionResult OnPost(string? user, string? decision)
    {
        (Asked, Problem) = AuthorizationRequest.Read(Request, options.Value);
        if (Asked is null) return Show();
        if (decision == "deny") return Redirect(Asked.Refused("user_did_not_authorize_the_request"));
        if (decision != "accept") return Show("Choose Accept or Deny.");
        if (Viewer.FindUser(lever, user) is not var (organisation, signedIn)) return Show("Choose an active user to sign in as.");

        // As with the real one: whoever is no Super Admin only learns it after having accepted.
        if (signedIn.IsSuperAdmin) return Redirect(Asked.Accepted(codes.Issue(Asked, organisation.Id, signedIn.Id)));
        if (organisation.Rules.RefusalReachesCallback) return Redirect(Asked.Refused("Only a Super Admin can authorize this app"));

        Asked = null;
        return Show("Only a Super Admin can authorize this app.");
    }

    private PageResult Show(string? problem = null)
    {
        Problem ??= problem;
        if (Problem is not null) Response.StatusCode = StatusCodes.Status400BadRequest;

        Organisations = [.. lever.All];
        lock (viewer.Organisation.Gate)
        {
            Users = [.. viewer.Organisation.Users.All];
        }

        return Page();
    }
}
