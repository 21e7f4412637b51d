using Integration.Ui.Parts;
using Microsoft.AspNetCore.Mvc;

namespace Integration.Ui.Pages.Setup;

/// <summary>Creates the missing webhooks through Lever's API.</summary>
public sealed class ProvisionModel(IntegrationApi api) : SetupPage(api)
{
    public IActionResult OnGet() => RedirectToPage("/Setup/Webhooks");

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var answer = await Api.ProvisionWebhooksAsync(ct);
        if (answer.Problem is { } problem)
            Toast(problem.Words, Tone.Bad);
        else if (answer.Required.Created.Count is 0)
            Toast("All five webhooks are there already.");
        else
            Toast($"{Words.Count(answer.Required.Created.Count, "webhook")} created. Check in Lever that their toggles are on.");
        return RedirectToPage("/Setup/Webhooks");
    }
}
