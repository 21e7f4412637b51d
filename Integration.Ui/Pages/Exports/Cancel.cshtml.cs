using Integration.Ui.Parts;
using Microsoft.AspNetCore.Mvc;

namespace Integration.Ui.Pages.Exports;

/// <summary>Takes the items that still wait out of an export.</summary>
public sealed class CancelModel(IntegrationApi api) : MemberPage(api)
{
    public IActionResult OnGet(string id) => RedirectToPage("Show", new { id });

    public async Task<IActionResult> OnPostAsync(string id, CancellationToken ct)
    {
        var answer = await Api.CancelExportAsync(id, ct);
        if (answer.Problem is { Status: StatusCodes.Status404NotFound }) return NotFound();
        if (answer.Problem is { } problem) Toast(problem.Words, Tone.Warn);
        return RedirectToPage("Show", new { id });
    }
}
