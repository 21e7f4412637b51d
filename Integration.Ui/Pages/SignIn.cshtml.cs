using Integration.Ui.Parts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ServiceDefaults;

namespace Integration.Ui.Pages;

/// <summary>Opens one-time links, and says to everybody else where such a link comes from.</summary>
public sealed class SignInModel(IntegrationApi api, IHostEnvironment environment) : PageModel
{
    /// <summary>Remembers the page of an ended session until the next one-time link, which knows nothing of it.</summary>
    private const string ReturnCookie = "headhuntr-return";

    [BindProperty(SupportsGet = true)]
    public string? ReturnTo { get; set; }

    [BindProperty]
    public string? Choice { get; set; }

    /// <summary>The demo members to sign in as, by account; none outside Development.</summary>
    public IReadOnlyList<IGrouping<string, DemoMember>> DemoAccounts { get; private set; } = [];

    public Banner? Message { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? token, CancellationToken ct)
    {
        if (!string.IsNullOrEmpty(token)) return await RedeemAsync(token, ct);

        if (Sessions.IsLocal(ReturnTo))
        {
            if (ReturnTo is not "/") Message = new(Tone.Neutral, "You are signed out.", "Sign in again and you will be back on the page where you were.");
            Response.Cookies.Append(ReturnCookie, ReturnTo!, new() { HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = TimeSpan.FromMinutes(10) });
        }
        return await PageAsync(ct);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!environment.IsDevelopment()) return NotFound();
        if (Choice?.Split('/') is not [var account, var member])
        {
            ModelState.AddModelError(nameof(Choice), "Choose a member to sign in as.");
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(ct);
        }

        var session = await api.CreateDemoSessionAsync(
            Uri.UnescapeDataString(account), Uri.UnescapeDataString(member), Sessions.IsLocal(ReturnTo) ? ReturnTo : null, ct);
        // The path only: whatever name this machine was reached by stays the one that gets the cookie.
        return Redirect(session.Required.Url.PathAndQuery);
    }

    private async Task<IActionResult> RedeemAsync(string token, CancellationToken ct)
    {
        var answer = await api.SignInAsync(token, ct);
        if (answer.Problem is not null)
        {
            Response.StatusCode = StatusCodes.Status410Gone;
            Message = new(Tone.Warn, "This sign-in link was used already, or is too old.",
                "A link opens once, within a minute. Go back to headhuntr.io and open the Lever integration again.");
            return await PageAsync(ct);
        }

        var session = answer.Required;
        await HttpContext.SignInAsync(SignInCookie.Scheme, SignInCookie.PrincipalFor(session.AccountId, session.MemberId));
        var returnTo = session.ReturnTo is null or "/" ? Request.Cookies[ReturnCookie] : session.ReturnTo;
        Response.Cookies.Delete(ReturnCookie);
        return Redirect(Sessions.IsLocal(returnTo) ? returnTo! : "/");
    }

    private async Task<IActionResult> PageAsync(CancellationToken ct)
    {
        if (environment.IsDevelopment())
            DemoAccounts = [.. (await api.FindDemoMembersAsync(ct) ?? []).GroupBy(member => member.AccountName)];
        return Page();
    }
}
