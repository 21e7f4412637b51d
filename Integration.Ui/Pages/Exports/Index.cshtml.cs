using Microsoft.AspNetCore.Mvc;

namespace Integration.Ui.Pages.Exports;

/// <summary>The history of exports, newest first.</summary>
public sealed class IndexModel(IntegrationApi api) : MemberPage(api)
{
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public Page<Export> Exports { get; private set; } = new([]);

    public bool IsMoving => Exports.Items.Any(export => export.Status == "running");

    public string Here => After is null ? "/exports" : $"/exports?after={Uri.EscapeDataString(After)}";

    public string? NextAddress => Exports.Next is null ? null : $"/exports?after={Uri.EscapeDataString(Exports.Next)}";

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        Exports = await Api.ListExportsAsync(After, ct);
        return PageOr("_ExportHistory", this);
    }
}
