using Integration.Ui.Parts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using ServiceDefaults;

namespace Integration.Ui.Pages;

/// <summary>
/// Opens one-time links, and says to everybody else where such a link comes from. A link says first whom it signs in, and asks: whoever sent
/// it may have made it for themselves, and what is connected afterwards would be connected to their company.
/// </summary>
[RequestSizeLimit(64 * 1024)]
internal sealed class SignInModel(IntegrationApi api, KnownBrowsers browsers, PageCookies cookies, IHostEnvironment environment) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? ReturnTo { get; set; }

    /// <summary>The one-time token of a link.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Token { get; set; }

    [BindProperty]
    public string? Choice { get; set; }

    /// <summary>Whom the link signs in, if that is wanted; null without a link.</summary>
    public SignInPreview? Link { get; private set; }

    /// <summary>Who is signed in now.</summary>
    public Member? Me { get; private set; }

    /// <summary>The demo members to sign in as, by account; none outside Development.</summary>
    public IReadOnlyList<IGrouping<string, DemoMember>> DemoAccounts { get; private set; } = [];

    public Banner? Message { get; private set; }

    /// <summary>A look at the head, or ahead, is nobody's decision.</summary>
    private bool IsOpened => HttpMethods.IsGet(Request.Method) && !Request.Headers["Sec-Purpose"].ToString().Contains("prefetch", StringComparison.OrdinalIgnoreCase);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!string.IsNullOrEmpty(Token)) return await OpenAsync(Token, ct);

        if (Sessions.IsLocal(ReturnTo))
        {
            if (ReturnTo is not "/") Message = new(Tone.Neutral, "You are signed out.", "Sign in again and you will be back on the page where you were.");
            Response.Cookies.Append(cookies.Return, ReturnTo!, PageCookies.KeptFor(TimeSpan.FromMinutes(10)));
        }

        return await PageAsync(ct);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!string.IsNullOrEmpty(Token)) return await RedeemAsync(Token, browsers.Of(Request), ct);
        if (!environment.IsDevelopment()) return NotFound();
        if (Choice?.Split('/') is not [var account, var member])
        {
            ModelState.AddModelError(nameof(Choice), "Choose a member to sign in as.");
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(ct);
        }

        var link = await api.CreateDemoSessionAsync(
            Uri.UnescapeDataString(account), Uri.UnescapeDataString(member), Sessions.IsLocal(ReturnTo) ? ReturnTo : null, ct);
        return await RedeemAsync(QueryHelpers.ParseQuery(link.Required.Url.Query)["token"].ToString(), browsers.Of(Request), ct);
    }

    private async Task<IActionResult> OpenAsync(string token, CancellationToken ct)
    {
        var browser = browsers.Of(Request);
        var preview = await api.PreviewSignInAsync(token, browser.Id, ct);
        if (preview.Problem is not null) return await LateAsync(ct);

        Link = preview.Required;
        Me = await api.FindMeAsync(ct);
        var isTheirs = Me is null ? browser.BelongsTo(Link) : (Me.AccountId, Me.MemberId) == (Link.AccountId, Link.MemberId);
        if (isTheirs && IsOpened) return await RedeemAsync(token, browser, ct);

        browsers.Remember(Response, browser);
        return Page();
    }

    private async Task<IActionResult> RedeemAsync(string token, KnownBrowser browser, CancellationToken ct)
    {
        var answer = await api.SignInAsync(token, browser.Id, ct);
        if (answer.Problem is not null) return await LateAsync(ct);

        var session = answer.Required;
        await HttpContext.SignInAsync(SignInCookie.Scheme, SignInCookie.PrincipalFor(session.AccountId, session.MemberId, session.SessionId));
        browsers.Remember(Response, browser with { AccountId = session.AccountId, MemberId = session.MemberId });
        var returnTo = session.ReturnTo is null or "/" ? Request.Cookies[cookies.Return] : session.ReturnTo;
        Response.Cookies.Delete(cookies.Return, PageCookies.KeptFor(TimeSpan.Zero));
        return Redirect(Sessions.IsLocal(returnTo) ? Sessions.ToHeader(returnTo!) : "/");
    }

    private Task<IActionResult> LateAsync(CancellationToken ct)
    {
        Response.StatusCode = StatusCodes.Status410Gone;
        Message = new(Tone.Warn, "This sign-in link was used already, or is too old.",
            "A link opens once, within a minute. Go back to headhuntr.io and open the Lever integration again.");
        return PageAsync(ct);
    }

    private async Task<IActionResult> PageAsync(CancellationToken ct)
    {
        if (environment.IsDevelopment())
            DemoAccounts = [.. (await api.FindDemoMembersAsync(ct) ?? []).GroupBy(member => member.AccountName)];
        return Page();
    }
}
