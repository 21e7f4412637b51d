using Integration.Ui.Parts;
using Microsoft.AspNetCore.Mvc;

namespace Integration.Ui.Pages.Setup;

/// <summary>The second step of the wizard: the endpoint URL for Lever, and Lever's signature tokens for us.</summary>
public sealed class WebhooksModel(IntegrationApi api, TimeProvider clock) : SetupPage(api)
{
    /// <summary>The pasted tokens by event.</summary>
    [BindProperty]
    public Dictionary<string, string?> Tokens { get; set; } = [];

    /// <summary>Goes on to the next step with what is pasted, instead of staying.</summary>
    [BindProperty]
    public bool Proceed { get; set; }

    public Connection Connection { get; private set; } = null!;

    public Webhooks Webhooks => Connection.Webhooks!;

    /// <summary>The admin comes from Lever's consent: which account of Lever it was that they were signed in to, they see only here.</summary>
    public bool IsJustConnected =>
        Connection is { Status: "authorized" } && Connection.AuthorizedBy == Me.MemberId && Connection.AuthorizedAt > clock.GetUtcNow().AddMinutes(-10);

    /// <summary>While something is still to arrive, the page looks again by itself.</summary>
    public bool IsWaiting => Unheard.Count > 0;

    /// <summary>Webhooks whose token is kept and of which nothing has arrived: most likely their toggle in Lever is off.</summary>
    public IReadOnlyList<WebhookEvent> Unheard => [.. Webhooks.Events.Where(e => e is { HasSignatureToken: true, IsHeard: false })];

    public WebhookEvent Of(string @event) =>
        Webhooks.Events.FirstOrDefault(e => e.Event == @event) ?? new(@event, false);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        Connection = await Api.GetConnectionAsync(ct);
        return Connection.IsNotConnected ? RedirectToPage("/Setup/Authorize") : PageOr("_WebhookEvents", this);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Connection = await Api.GetConnectionAsync(ct);
        if (Connection.IsNotConnected) return RedirectToPage("/Setup/Authorize");

        var tokens = SignatureTokens.Check(Tokens, ModelState, Field);
        if (ModelState.IsValid && tokens.Count > 0)
        {
            var answer = await Api.SaveSignatureTokensAsync(tokens, ct);
            if (answer.Problem is { } problem) ModelState.AddModelError("", problem.Words);
        }

        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return PageOr("_WebhookEvents", this);
        }

        if (tokens.Count > 0) Toast($"{Words.Count(tokens.Count, "signature token")} saved.");
        return Proceed ? RedirectToPage("/Setup/Users") : RedirectToPage();
    }

    public static string Field(string @event) => $"Tokens[{@event}]";
}
