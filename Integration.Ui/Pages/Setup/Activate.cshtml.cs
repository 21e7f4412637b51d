using Microsoft.AspNetCore.Mvc;

namespace Integration.Ui.Pages.Setup;

/// <summary>The last step of the wizard: automatic sync is offered, and exports are opened.</summary>
public sealed class ActivateModel(IntegrationApi api) : SetupPage(api)
{
    [BindProperty]
    public SyncForm Sync { get; set; } = new();

    public Connection Connection { get; private set; } = null!;

    public IReadOnlyList<UserMapping> Mapped { get; private set; } = [];

    public string? Failure { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return RedirectToPage("/Setup/Authorize");

        Sync = SyncForm.From(await Api.GetSettingsAsync(ct));
        if (!Connection.IsActive)
        {
            Sync.Enabled = true;
            Sync.DefaultMemberId ??= Mapped.Any(m => m.MemberId == Me.MemberId) ? Me.MemberId : Mapped is [var first, ..] ? first.MemberId : null;
        }

        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) return RedirectToPage("/Setup/Authorize");

        if (Sync.Mistake is { } mistake) ModelState.AddModelError("Sync.Stages", mistake);
        else Failure = await ActivateAsync(ct);

        if (ModelState.IsValid && Failure is null)
        {
            Toast("Lever is active: mapped users can export candidates now.");
            return RedirectToPage("/Index");
        }

        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    /// <summary>The settings first: from the moment of activation on, what is chosen here holds.</summary>
    private async Task<string?> ActivateAsync(CancellationToken ct)
    {
        var problem = (await Api.SaveSettingsAsync(Sync.ToSettings(), ct)).Problem ?? (await Api.ActivateAsync(ct)).Problem;
        return problem is null ? null : Explain(problem);
    }

    private static string Explain(Problem problem) => problem switch
    {
        { Code: "setup-incomplete" } when problem.Missing.Contains("authorization") => "Lever is not authorized (any more): authorize it first.",
        { Code: "setup-incomplete" } => "At least one user should be mapped and active to complete the setup.",
        _ => problem.Words,
    };

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        Connection = await Api.GetConnectionAsync(ct);
        if (!Connection.IsAuthorized) return false;

        Mapped = [.. (await Api.ListUserMappingsAsync(ct)).Where(Mappings.CanExport)];
        return true;
    }
}
