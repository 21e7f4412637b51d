using Integration.Ui.Parts;
using Microsoft.AspNetCore.Mvc;

namespace Integration.Ui.Pages.Setup;

/// <summary>Forgets the signature token of one event: its deliveries are refused from then on.</summary>
public sealed class RemoveWebhookModel(IntegrationApi api) : SetupPage(api)
{
    [BindProperty]
    public string? Event { get; set; }

    public IActionResult OnGet() => RedirectToPage("/Setup/Webhooks");

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (LeverEvents.All.Any(e => e.Event == Event))
        {
            var answer = await Api.SaveSignatureTokensAsync(new Dictionary<string, string?> { [Event!] = null }, ct);
            if (answer.Problem is { } problem) Toast(problem.Words, Tone.Bad);
            else Toast($"The token of {LeverEvents.NameOf(Event!)} is removed.");
        }

        return RedirectToPage("/Setup/Webhooks");
    }
}
