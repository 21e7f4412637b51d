using Microsoft.AspNetCore.Mvc;

namespace Integration.Ui.Pages.Setup;

/// <summary>What is sent to Lever without a click, and whether notes go along.</summary>
public sealed class SyncModel(IntegrationApi api) : SetupPage(api)
{
    [BindProperty]
    public SyncForm Sync { get; set; } = new();

    public IReadOnlyList<UserMapping> Mapped { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        Sync = SyncForm.From(await Api.GetSettingsAsync(ct));
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if ((Sync.Mistake ?? (await Api.SaveSettingsAsync(Sync.ToSettings(), ct)).Problem?.Words) is not { } mistake)
        {
            Toast("Saved.");
            return RedirectToPage();
        }

        ModelState.AddModelError("Sync.Stages", mistake);
        await LoadAsync(ct);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        if ((await Api.GetConnectionAsync(ct)).Status is not "not-connected")
            Mapped = [.. (await Api.ListUserMappingsAsync(ct)).Where(Mappings.CanExport)];
    }
}
