using Htmx;
using Microsoft.AspNetCore.Mvc;

namespace Integration.Ui.Pages.Setup;

/// <summary>One webhook, as it stands in Lever: its event, the URL it is sent to, and its token.</summary>
public sealed class AddWebhookModel(IntegrationApi api) : SetupPage(api)
{
    [BindProperty]
    public string? Event { get; set; }

    [BindProperty]
    public string? EndpointUrl { get; set; }

    [BindProperty]
    public string? Token { get; set; }

    public Webhooks? Webhooks { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        Event ??= Webhooks?.Events.FirstOrDefault(e => !e.HasSignatureToken)?.Event;
        return PageOr("_AddWebhook", this);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        if (!LeverEvents.All.Any(e => e.Event == Event)) ModelState.AddModelError(nameof(Event), "Select the webhook.");
        if (EndpointUrl?.Trim() != Webhooks?.EndpointUrl.AbsoluteUri)
            ModelState.AddModelError(nameof(EndpointUrl), "This is not your endpoint URL: copy it from step 1, and correct it in Lever too.");
        if (string.IsNullOrWhiteSpace(Token)) ModelState.AddModelError(nameof(Token), "Paste the signature token.");
        var tokens = SignatureTokens.Check(new Dictionary<string, string?> { [Event ?? ""] = Token }, ModelState, _ => nameof(Token));

        if (ModelState.IsValid)
        {
            var answer = await Api.SaveSignatureTokensAsync(tokens, ct);
            if (answer.Problem is { } problem) ModelState.AddModelError(nameof(Token), problem.Words);
        }

        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return PageOr("_AddWebhook", this);
        }

        Toast($"{LeverEvents.NameOf(Event!)} is added.");
        if (!Request.IsHtmx()) return RedirectToPage("/Setup/Webhooks");

        // The page behind the dialog stays, with what is pasted there, and looks again.
        Response.Headers["HX-Trigger"] = """{"dialog-done":{"target":"body"},"webhooks-changed":{"target":"body"}}""";
        return new StatusCodeResult(StatusCodes.Status204NoContent);
    }

    private async Task LoadAsync(CancellationToken ct) => Webhooks = (await Api.GetConnectionAsync(ct)).Webhooks;
}
