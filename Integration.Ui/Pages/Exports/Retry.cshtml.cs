using Integration.Ui.Parts;
using Microsoft.AspNetCore.Mvc;

namespace Integration.Ui.Pages.Exports;

/// <summary>Queues the failed items of an export again.</summary>
public sealed class RetryModel(IntegrationApi api) : MemberPage(api)
{
    public IActionResult OnGet(string id) => RedirectToPage("Show", new { id });

    public async Task<IActionResult> OnPostAsync(string id, CancellationToken ct)
    {
        var answer = await Api.RetryExportAsync(id, ct);
        if (answer.Problem is { Status: StatusCodes.Status404NotFound }) return NotFound();
        if (answer.Problem is { } problem) Toast(problem.Words, Tone.Warn);
        return RedirectToPage("Show", new { id });
    }
}
