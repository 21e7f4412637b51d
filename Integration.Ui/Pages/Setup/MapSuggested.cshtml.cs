using Integration.Ui.Parts;
using Microsoft.AspNetCore.Mvc;

namespace Integration.Ui.Pages.Setup;

/// <summary>Maps every member for whom Lever has a user of the same e-mail address: some at a time, so that it shows how far it is.</summary>
public sealed class MapSuggestedModel(IntegrationApi api) : SetupPage(api)
{
    private const int AtOnce = 25;

    /// <summary>How many were suggested when somebody asked for it.</summary>
    [BindProperty]
    public int Total { get; set; }

    /// <summary>The members whom Lever refused: they stay suggested, and are not tried again.</summary>
    [BindProperty]
    public List<string> Refused { get; set; } = [];

    public int Left { get; private set; }

    public IActionResult OnGet() => RedirectToPage("/Setup/Users");

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var open = (await Api.ListUserMappingsAsync(ct)).Where(mapping => Mappings.IsOpenSuggestion(mapping) && !Refused.Contains(mapping.MemberId)).ToList();
        if (Total == 0) Total = open.Count;
        foreach (var mapping in open.Take(AtOnce))
        {
            var answer = await Api.MapUserAsync(mapping.MemberId, mapping.Suggestion!.Email, active: true, ct);
            if (answer.Problem is not { } problem) continue;

            Refused.Add(mapping.MemberId);
            Toast($"{mapping.Name}: {Mappings.Refusal(problem)}", Tone.Warn);
        }

        Left = Math.Max(0, open.Count - AtOnce);
        return Left > 0 ? PageOr("_MapProgress", this) : RedirectToPage("/Setup/Users");
    }
}
