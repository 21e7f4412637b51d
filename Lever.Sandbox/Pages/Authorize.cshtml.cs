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
internal sealed class AuthorizeModel(LeverState lever, AuthorizationCodes codes, IOptions<SandboxOptions> options) : PageModel
{
    /// <summary>Whose users may be chosen; not part of OAuth.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Organisation { get; set; }

    public AuthorizationRequest? Asked { get; private set; }

    public string? Problem { get; private set; }

    public IReadOnlyList<Organisation> Organisations { get; private set; } = [];

    public Organisation Chosen { get; private set; } = null!;

    public IReadOnlyList<User> Users { get; private set; } = [];

    public IActionResult OnGet() => Show();

    public IActionResult OnPost(string? user, string? decision)
    {
        (Asked, Problem) = AuthorizationRequest.Read(Request, options.Value);
        if (Asked is null) return Show();
        if (decision == "deny") return Redirect(Asked.Refused("user_did_not_authorize_the_request"));

        foreach (var organisation in lever.All)
        {
            lock (organisation.Gate)
            {
                if (organisation.Users.Find(user) is { IsActive: true } signedIn) return Decide(organisation, signedIn, decision);
            }
        }

        Problem = "Choose who signs in: an active user.";
        return Show();
    }

    private IActionResult Decide(Organisation organisation, User user, string? decision)
    {
        if (decision != "accept")
        {
            Problem = "The decision is accept or deny.";
            return Show();
        }

        // As with the real one: whoever is no Super Admin only learns it after having accepted.
        if (user.IsSuperAdmin) return Redirect(Asked!.Accepted(codes.Issue(Asked, organisation.Id, user.Id)));
        if (organisation.Rules.RefusalReachesCallback) return Redirect(Asked!.Refused("Only a Super Admin can authorize this app"));

        Asked = null;
        Problem = "Only a Super Admin can authorize this app.";
        return Show();
    }

    private PageResult Show()
    {
        if (Asked is null && Problem is null) (Asked, Problem) = AuthorizationRequest.Read(Request, options.Value);

        Organisations = [.. lever.All];
        Chosen = lever.Find(Organisation) ?? lever.Demo;
        lock (Chosen.Gate)
        {
            Users = [.. Chosen.Users.All];
        }

        if (Problem is not null) Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }
}
