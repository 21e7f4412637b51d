using Integration.Ui.Parts;
using Microsoft.AspNetCore.Mvc;

namespace Integration.Ui.Pages.Setup;

/// <summary>Handles a stored delivery once more.</summary>
public sealed class ReplayModel(IntegrationApi api) : SetupPage(api)
{
    [BindProperty]
    public long Id { get; set; }

    public IActionResult OnGet() => RedirectToPage("/Setup/Connection");

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var answer = await Api.ReplayDeliveryAsync(Id, ct);
        if (answer.Problem is { } problem) Toast(problem.Words, Tone.Bad);
        else Toast("The delivery is handled again.");
        return RedirectToPage("/Setup/Connection");
    }
}
