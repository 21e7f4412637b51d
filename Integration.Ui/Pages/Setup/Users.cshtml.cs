using Microsoft.AspNetCore.Mvc;

namespace Integration.Ui.Pages.Setup;

/// <summary>The third step of the wizard: which Lever user stands for which member.</summary>
public sealed class UsersModel(IntegrationApi api) : SetupPage(api)
{
    [BindProperty(SupportsGet = true)]
    public string? Search { get; set; }

    /// <summary>The member whose mapping is sent.</summary>
    [BindProperty]
    public string? MemberId { get; set; }

    [BindProperty]
    public string? LeverEmail { get; set; }

    [BindProperty]
    public bool Active { get; set; } = true;

    public Connection Connection { get; private set; } = null!;

    public IReadOnlyList<UserMapping> All { get; private set; } = [];

    public IEnumerable<UserMapping> Found => All.Where(mapping => string.IsNullOrWhiteSpace(Search)
        || mapping.Name.Contains(Search.Trim(), StringComparison.OrdinalIgnoreCase)
        || mapping.Email.Contains(Search.Trim(), StringComparison.OrdinalIgnoreCase));

    public int Suggested => All.Count(Mappings.IsOpenSuggestion);

    public bool HasMappedUser => All.Any(mapping => mapping is { LeverUser: not null, Active: true });

    /// <summary>What is wrong with the address that was sent.</summary>
    public string? Error { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        return Connection.IsNotConnected ? RedirectToPage("/Setup/Authorize") : PageOr("_UserMappings", this);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(LeverEmail))
            Error = "Enter the e-mail address that this person has in Lever.";
        else if ((await Api.MapUserAsync(MemberId ?? "", LeverEmail.Trim(), Active, ct)).Problem is { } problem)
            Error = Mappings.Refusal(problem);

        if (Error is null) return RedirectToPage(new { Search });

        await LoadAsync(ct);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return PageOr("_UserMappings", this);
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Connection = await Api.GetConnectionAsync(ct);
        if (Connection.IsAuthorized || Connection.IsRevoked) All = await Api.ListUserMappingsAsync(ct);
    }
}
