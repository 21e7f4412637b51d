using Microsoft.AspNetCore.Mvc;

namespace Integration.Ui.Pages.Setup;

/// <summary>ATS Configuration: the choice of the applicant tracking system.</summary>
public sealed class AtsModel(IntegrationApi api) : SetupPage(api)
{
    public const string Lever = "lever";

    [BindProperty]
    public string? Application { get; set; }

    public Connection Connection { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct)
    {
        Connection = await Api.GetConnectionAsync(ct);
        if (Connection.Status is not "not-connected") Application = Lever;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (Application == Lever) return RedirectToPage("/Setup/Authorize");

        ModelState.AddModelError(nameof(Application), "Select an ATS application.");
        Connection = await Api.GetConnectionAsync(ct);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
