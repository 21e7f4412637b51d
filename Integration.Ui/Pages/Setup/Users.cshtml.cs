using Htmx;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Integration.Ui.Pages.Setup;

/// <summary>The third step of the wizard: which Lever user stands for which member.</summary>
public sealed class UsersModel(IntegrationApi api) : SetupPage(api)
{
    private const int PageSize = 50;

    [BindProperty(SupportsGet = true)]
    public string? Search { get; set; }

    /// <summary>The last member of the page before.</summary>
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    /// <summary>The member whose mapping is sent.</summary>
    [BindProperty]
    public string? MemberId { get; set; }

    [BindProperty]
    public string? LeverEmail { get; set; }

    [BindProperty]
    public bool Active { get; set; } = true;

    public Connection Connection { get; private set; } = null!;

    public IReadOnlyList<UserMapping> All { get; private set; } = [];

    public ILookup<string, UserMapping> ByLeverUser => Mappings.ByLeverUser(All);

    /// <summary>Who is shown on this page: what needs attention first, then by name.</summary>
    public IReadOnlyList<UserMapping> Shown { get; private set; } = [];

    public string? NextAddress { get; private set; }

    public string? FirstAddress => string.IsNullOrEmpty(After) ? null : At(null);

    /// <summary>Lever's users to choose from.</summary>
    public IReadOnlyList<LeverChoice> LeverUsers { get; private set; } = [];

    public int Suggested => All.Count(Mappings.IsOpenSuggestion);

    /// <summary>How many can export: whoever is deactivated in Lever cannot.</summary>
    public int AbleToExport => All.Count(Mappings.CanExport);

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

        if (Error is null) return RedirectToPage(new { Search, After });

        await LoadAsync(ct);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return PageOr("_UserMappings", this);
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Connection = await Api.GetConnectionAsync(ct);
        if (Connection.IsNotConnected) return;

        // Of a part of the page, only what changes.
        var users = Request.IsHtmx() ? null : Api.ListLeverUsersAsync(ct);
        All = await Api.ListUserMappingsAsync(ct);
        if (users is not null) LeverUsers = (await users).Value?.Items ?? [];
        Arrange();
    }

    private void Arrange()
    {
        var (byLeverUser, search) = (ByLeverUser, Search?.Trim() ?? "");
        var found = All
            .Where(mapping => mapping.Name.Contains(search, StringComparison.OrdinalIgnoreCase) || mapping.Email.Contains(search, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(mapping => Mappings.NeedsAttention(mapping, byLeverUser))
            .ThenBy(mapping => mapping.Name, StringComparer.OrdinalIgnoreCase).ThenBy(mapping => mapping.MemberId, StringComparer.Ordinal).ToList();
        var behind = found.Skip(found.FindIndex(mapping => mapping.MemberId == After) + 1).ToList();
        Shown = [.. behind.Take(PageSize)];
        if (behind.Count > PageSize) NextAddress = At(Shown[^1].MemberId);
    }

    /// <summary>The address of this list, behind a member.</summary>
    private string At(string? after) => QueryHelpers.AddQueryString("/setup/users",
        new Dictionary<string, string?> { ["search"] = Search, ["after"] = after }.Where(part => !string.IsNullOrEmpty(part.Value)));
}
