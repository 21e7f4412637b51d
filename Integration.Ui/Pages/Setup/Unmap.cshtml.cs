using Integration.Ui.Parts;
using Microsoft.AspNetCore.Mvc;

namespace Integration.Ui.Pages.Setup;

/// <summary>Removes a user mapping.</summary>
public sealed class UnmapModel(IntegrationApi api) : SetupPage(api)
{
    [BindProperty]
    public string? MemberId { get; set; }

    /// <summary>Who it was, to be mapped again by whoever did not mean this.</summary>
    [BindProperty]
    public string? LeverEmail { get; set; }

    [BindProperty]
    public bool Active { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Search { get; set; }

    [BindProperty]
    public string? After { get; set; }

    public IActionResult OnGet() => RedirectToPage("/Setup/Users");

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var answer = await Api.UnmapUserAsync(MemberId ?? "", ct);
        if (answer.Problem is { } problem) Toast(problem.Words, Tone.Bad);
        else Toast($"{Name} is no longer mapped.", undo: new("/setup/users", "#user-mappings", Before()));
        return RedirectToPage("/Setup/Users", new { Search, After });
    }

    private Dictionary<string, string?> Before() => new()
    {
        [nameof(MemberId)] = MemberId,
        [nameof(LeverEmail)] = LeverEmail,
        [nameof(Active)] = $"{Active}",
        [nameof(Search)] = Search,
        [nameof(After)] = After,
    };
}
