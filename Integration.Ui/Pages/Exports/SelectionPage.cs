using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;

namespace Integration.Ui.Pages.Exports;

/// <summary>A page about an export that is to be started: for the ticked candidates, everybody who matches, or those who failed before.</summary>
public abstract partial class SelectionPage(IntegrationApi api) : MemberPage(api)
{
    /// <summary>The choice of each candidate's own linked posting, where they have several.</summary>
    public const string Linked = "linked";

    /// <summary>As many as one export takes.</summary>
    public const int Most = 5_000;

    [BindProperty(SupportsGet = true, Name = "candidate")]
    public List<string?> Chosen { get; set; } = [];

    /// <summary>Everybody who matches the filter, instead of the chosen ones.</summary>
    [BindProperty(SupportsGet = true)]
    public bool All { get; set; }

    /// <summary>Of everybody who matches also those who are in Lever already.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Again { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Requisition { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Stage { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Search { get; set; }

    /// <summary>The export whose failed candidates are meant.</summary>
    [BindProperty(SupportsGet = true)]
    public string? FailedIn { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? PostingId { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? RequisitionId { get; set; }

    public Matching Selected { get; private set; } = new([], 0);

    public bool IsTooMany => Selected.Total > Most;

    /// <summary>What will happen; null where that cannot be told.</summary>
    public ExportPlan? Plan { get; protected set; }

    /// <summary>Why it cannot be told, or must not happen.</summary>
    public Problem? Problem { get; protected set; }

    public string PlanAddress => $"/exports/plan{Request.QueryString}";

    /// <summary>Tells these candidates from others: a list that grew while the form was open is not exported unseen.</summary>
    public string Fingerprint =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Selected.Ids))).AsSpan(0, 12));

    protected StartExport Wanted => new(Selected.Ids, NullIfEmpty(PostingId), NullIfEmpty(RequisitionId)) { LinkedPostings = PostingId == Linked };

    protected async Task SelectAsync(CancellationToken ct) => Selected =
        All ? await Api.MatchAsync(new(NullIfEmpty(Requisition), NullIfEmpty(Stage), NullIfEmpty(Search)?.Trim()), Again, Most, ct)
        : FailedIn is not null ? await Api.FailedInAsync(FailedIn, ct)
        : Of([.. Chosen.OfType<string>().Distinct().Where(id => Id().IsMatch(id))]);

    protected async Task ForeseeAsync(StartExport export, bool lookUp, CancellationToken ct)
    {
        if (Selected.Ids.Count == 0) return;

        var answer = await Api.PreviewExportAsync(export, lookUp, ct);
        (Plan, Problem) = (answer.Value is { } preview ? new(preview) : null, answer.Problem);
        // None of them is (or was ever) a candidate of this account: there is nobody to export.
        if (Plan is { IsAboutNobody: true }) (Selected, Plan) = (Of([]), null);
    }

    protected static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static Matching Of(IReadOnlyList<string> ids) => new(ids, ids.Count);

    [GeneratedRegex("^[A-Za-z0-9._:-]{1,128}$")]
    private static partial Regex Id();
}
