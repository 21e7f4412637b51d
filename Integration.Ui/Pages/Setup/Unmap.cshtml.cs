using Integration.Ui.Parts;
using Microsoft.AspNetCore.Mvc;

namespace Integration.Ui.Pages.Setup;

/// <summary>Removes a user mapping.</summary>
public sealed class UnmapModel(IntegrationApi api) : SetupPage(api)
{
    [BindProperty]
    public string? MemberId { get; set; }

    [BindProperty]
    public string? Search { get; set; }

    public IActionResult OnGet() => RedirectToPage("/Setup/Users");

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var answer = await Api.UnmapUserAsync(MemberId ?? "", ct);
        if (answer.Problem is { } problem) Toast(problem.Words, Tone.Bad);
        return RedirectToPage("/Setup/Users", new { Search });
    }
}
