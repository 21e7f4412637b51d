using Microsoft.AspNetCore.Mvc;

namespace Integration.Ui.Pages.Exports;

/// <summary>What a picker of the export dialog offers for what is typed: options, not a page.</summary>
public sealed class ChoicesModel(IntegrationApi api) : MemberPage(api)
{
    public LeverChoices Choices { get; private set; } = new([]);

    public async Task<IActionResult> OnGetAsync(string list, string? search, CancellationToken ct)
    {
        if (list is not ("postings" or "requisitions")) return NotFound();

        var answer = await Api.SearchChoicesAsync(list, search, ct);
        if (answer.Problem is { } problem) return StatusCode(problem.Status);

        Choices = answer.Required;
        return Partial("_Choices", Choices);
    }
}
