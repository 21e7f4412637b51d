using Integration.Ui.Parts;
using Microsoft.AspNetCore.Mvc;

namespace Integration.Ui.Pages.Setup;

/// <summary>Company Account Details: where an admin finds the ATS configuration, and where a failed authorization ends.</summary>
public sealed class IndexModel(IntegrationApi api) : SetupPage(api)
{
    [BindProperty(SupportsGet = true)]
    public string? Error { get; set; }

    public Connection Connection { get; private set; } = null!;

    public Banner? Failure => Error is null ? null : AuthorizationErrors.Tell(Error);

    public async Task OnGetAsync(CancellationToken ct) => Connection = await Api.GetConnectionAsync(ct);
}
