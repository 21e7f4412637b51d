using Htmx;
using Integration.Ui.Parts;
using Microsoft.AspNetCore.Mvc;

namespace Integration.Ui.Pages.Exports;

/// <summary>An export: its progress while it runs, its results by outcome afterwards.</summary>
public sealed class ShowModel(IntegrationApi api, TimeProvider clock) : MemberPage(api)
{
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public Export Export { get; private set; } = null!;

    public int Done => Export.Total - Export.Queued;

    /// <summary>How long the rest takes at the pace so far; unknown until something is done.</summary>
    public TimeSpan? Left => Export.Status is "running" && Done > 0
        ? (clock.GetUtcNow() - Export.CreatedAt) / Done * Export.Queued
        : null;

    public string? NextAddress => Export.Next is null ? null : $"/exports/{Uri.EscapeDataString(Export.Id)}?after={Uri.EscapeDataString(Export.Next)}";

    public string Here => $"/exports/{Uri.EscapeDataString(Export.Id)}{(After is null ? "" : $"?after={Uri.EscapeDataString(After)}")}";

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken ct)
    {
        if (await Api.FindExportAsync(id, After, ct) is not { } export) return NotFound();

        Export = export;
        // Lists of candidates beside the dialog show the outcome, once there is one.
        if (Request.IsHtmx() && !Export.IsUnfinished) Response.Headers["HX-Trigger"] = "exports-changed";
        return PageOr("_ExportProgress", this);
    }

    public static Badge StatusOf(Export export) => export.Status switch
    {
        "running" => new("Running", Tone.Accent, "clock"),
        "paused" => new("Paused", Tone.Warn, "pause"),
        "cancelled" => new("Cancelled"),
        _ when export.Failed > 0 => new("Completed with failures", Tone.Bad, "alert"),
        _ => new("Completed", Tone.Good, "check"),
    };
}
