using System.Text.Json;
using Htmx;
using Integration.Ui.Parts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Integration.Ui.Pages.Exports;

/// <summary>An export: its progress while it runs, its results by outcome afterwards.</summary>
public sealed class ShowModel(IntegrationApi api, TimeProvider clock) : MemberPage(api)
{
    /// <summary>What needs somebody comes first.</summary>
    private static readonly string[] Order = ["failed", "exported", "skipped"];

    /// <summary>The outcome that is read on, alone.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Of { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    /// <summary>Since when this person watches, in milliseconds since 1970, and how many were done then: the pace of the export.</summary>
    [BindProperty(SupportsGet = true)]
    public long? Since { get; set; }

    [BindProperty(SupportsGet = true)]
    public int? From { get; set; }

    public Export Export { get; private set; } = null!;

    public IReadOnlyList<ResultGroup> Groups { get; private set; } = [];

    /// <summary>False where the page looks again by itself: then the focus stays where the person has it.</summary>
    public bool IsFirstLook { get; private set; }

    public int Done => Export.Total - Export.Queued;

    /// <summary>How long the rest takes at the pace since somebody watches; unknown until that shows.</summary>
    public TimeSpan? Left => Done > From && clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(Since!.Value) is { Ticks: > 0 } watched
        ? watched / (Done - From.Value) * Export.Queued
        : null;

    /// <summary>In tenths, so that it is read out ten times and not each second.</summary>
    public int Tenths => Export.Total == 0 ? 10 : Done * 10 / Export.Total;

    public string Address => $"/exports/{Uri.EscapeDataString(Export.Id)}";

    /// <summary>Where the running state looks again.</summary>
    public string Again => QueryHelpers.AddQueryString(Address, new Dictionary<string, string?> { ["since"] = $"{Since}", ["from"] = $"{From}" });

    /// <summary>Whether another posting could help whoever failed.</summary>
    public bool IsAboutPosting => Groups.Any(group => group.Items.Any(item => item.Code is "posting-closed" or "posting-not-found" or "posting-not-readable"));

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken ct)
    {
        if (!Order.Contains(Of)) Of = After = null;
        if (await Api.FindExportAsync(id, Of ?? Order[0], After, ct) is not { } export) return NotFound();

        Export = export;
        IsFirstLook = Since is null;
        // A retry begins anew, and a pause says nothing about the pace.
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (Since is not > 0 || Since > now || From is not >= 0 || From > Done || Export.Status is "paused") (Since, From) = (now, Done);
        Groups = await GroupsAsync(export, ct);
        if (Request.IsHtmx() && !Export.IsUnfinished) TellLists();
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

    /// <summary>What an export was for, as far as it was chosen for all.</summary>
    public static string TargetOf(Export export) =>
        (export.PostingText ?? (export.PostingId is null ? "Linked postings or general opportunities" : "A job posting"))
        + (export.RequisitionText is { } requisition ? $" · {requisition}" : "");

    private async Task<IReadOnlyList<ResultGroup>> GroupsAsync(Export first, CancellationToken ct)
    {
        // Of a running export only what failed: the rest changes with every look.
        var wanted = Of is not null ? new[] { Of } : first.Status is "running" ? Order[..1] : Order;
        var pages = await Task.WhenAll(wanted.Where(status => CountOf(status) > 0).Select(async status =>
            (Status: status, Page: status == (Of ?? Order[0]) ? first : await Api.FindExportAsync(first.Id, status, null, ct) ?? first)));
        return [.. pages.Select(page => new ResultGroup(
            page.Status, CountOf(page.Status), page.Page.Items,
            page.Page.Next is { } next ? QueryHelpers.AddQueryString(Address, new Dictionary<string, string?> { ["of"] = page.Status, ["after"] = next }) : null))];

        int CountOf(string status) => status switch { "failed" => first.Failed, "skipped" => first.Skipped, _ => first.Exported };
    }

    /// <summary>Lists of candidates beside the dialog show the outcome, and who is done is no longer chosen there.</summary>
    private void TellLists()
    {
        var done = Groups.Where(group => group.Status != "failed").SelectMany(group => group.Items).Select(item => item.CandidateId);
        Response.Headers["HX-Trigger"] = JsonSerializer.Serialize(new Dictionary<string, object> { ["exports-changed"] = new { target = "body", done } });
    }
}
