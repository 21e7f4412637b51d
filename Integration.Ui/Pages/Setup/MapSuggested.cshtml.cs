using Integration.Ui.Parts;
using Microsoft.AspNetCore.Mvc;

namespace Integration.Ui.Pages.Setup;

/// <summary>Maps every member for whom Lever has a user of the same e-mail address.</summary>
public sealed class MapSuggestedModel(IntegrationApi api) : SetupPage(api)
{
    public IActionResult OnGet() => RedirectToPage("/Setup/Users");

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var refused = new List<string>();
        foreach (var mapping in (await Api.ListUserMappingsAsync(ct)).Where(Mappings.IsOpenSuggestion))
        {
            var answer = await Api.MapUserAsync(mapping.MemberId, mapping.Suggestion!.Email, active: true, ct);
            if (answer.Problem is { } problem) refused.Add($"{mapping.Name}: {Mappings.Refusal(problem)}");
        }

        if (refused.Count > 0) Toast(string.Join(' ', refused), Tone.Warn);
        return RedirectToPage("/Setup/Users");
    }
}
