using Integration.Ui.Parts;
using Microsoft.AspNetCore.Mvc;

namespace Integration.Ui.Pages.Setup;

/// <summary>The first step of the wizard: to Lever, and back to its second step.</summary>
public sealed class AuthorizeModel(IntegrationApi api) : SetupPage(api)
{
    [BindProperty]
    public bool Replace { get; set; }

    public Connection Connection { get; private set; } = null!;

    /// <summary>Lever's consent page, when the browser is on its way there.</summary>
    public Uri? Lever { get; private set; }

    public Banner? Failure { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) => Connection = await Api.GetConnectionAsync(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var answer = await Api.AuthorizeAsync(Replace, ct);
        Connection = await Api.GetConnectionAsync(ct);
        if (answer.Problem is { } problem)
        {
            Failure = new(Tone.Warn, "The authorization cannot begin now.", problem.Words);
            Response.StatusCode = problem.Status;
            return Page();
        }

        // Not a redirect: the policy of these pages keeps a form from leading to another site. This header may.
        Lever = answer.Required.AuthorizeUrl;
        Response.Headers["Refresh"] = $"0;url={Lever.AbsoluteUri}";
        return Page();
    }
}
