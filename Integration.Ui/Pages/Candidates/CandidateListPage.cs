using Integration.Ui.Parts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Integration.Ui.Pages.Candidates;

/// <summary>Candidates to look through, choose and export: of one requisition, or of all.</summary>
public abstract class CandidateListPage(IntegrationApi api) : MemberPage(api)
{
    private const int PageSize = 50;

    [BindProperty(SupportsGet = true)]
    public string? Stage { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Search { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public Connection Connection { get; private set; } = null!;

    public IReadOnlyList<Requisition> Requisitions { get; private set; } = [];

    public CandidatePage Candidates { get; private set; } = new([]);

    /// <summary>The requisition whose candidates are shown; null shows all.</summary>
    public abstract string? RequisitionId { get; }

    /// <summary>The address of this list without filters.</summary>
    public abstract string Address { get; }

    public Requisition? Requisition => Requisitions.FirstOrDefault(requisition => requisition.Id == RequisitionId);

    public CandidateFilter Filter => new(RequisitionId, Stage, Search?.Trim());

    public bool IsFiltered => !string.IsNullOrEmpty(Stage) || !string.IsNullOrWhiteSpace(Search);

    public bool CanExport => Connection.IsActive && Me.Mapped;

    /// <summary>The stages to filter by: the known ones, and whatever else there is.</summary>
    public IReadOnlyList<Choice> StageChoices =>
    [
        .. Stages.Known.Union(Counted.Keys).Union(Candidates.Items.Select(candidate => candidate.Stage))
            .Select(stage => new Choice(stage, Counted.TryGetValue(stage, out var count) ? $"{Words.Title(stage)} ({count:N0})" : Words.Title(stage))),
    ];

    /// <summary>How many match, on all pages.</summary>
    public int Matching => Candidates.Total;

    public bool HasPages => Candidates.Next is not null || After is not null;

    /// <summary>Looks again while somebody is on the way to Lever, so that the list tells when they are there.</summary>
    public string Trigger => Candidates.Items.Any(candidate => candidate.IsOnTheWay) ? "every 3s, exports-changed from:body" : "exports-changed from:body";

    private Dictionary<string, int> Counted =>
        Requisitions.Where(requisition => RequisitionId is null || requisition.Id == RequisitionId)
            .SelectMany(requisition => requisition.Stages)
            .GroupBy(stage => stage.Key, stage => stage.Value)
            .OrderBy(stage => Stages.Order(stage.Key))
            .ToDictionary(stage => stage.Key, stage => stage.Sum());

    /// <summary>This page of the list, to look at it again.</summary>
    public string Here => At(("after", After));

    public string? NextAddress => Candidates.Next is null ? null : At(("after", Candidates.Next));

    public string? FirstAddress => After is null ? null : At();

    /// <summary>The export dialog for everything that matches, however many pages it has.</summary>
    public string ExportAllAddress => QueryHelpers.AddQueryString("/exports/new", Present(
        ("all", "true"), ("requisition", RequisitionId), ("stage", Stage), ("search", Search)));

    protected async Task<IActionResult> ShowAsync(CancellationToken ct)
    {
        var connection = Api.GetConnectionAsync(ct);
        var requisitions = Api.ListRequisitionsAsync(ct);
        Candidates = await Api.ListCandidatesAsync(Filter, After, PageSize, ct);
        Connection = await connection;
        Requisitions = await requisitions;

        if (RequisitionId is not null && Requisition is null) return NotFound();
        return PageOr("/Pages/Candidates/_CandidateTable.cshtml", this);
    }

    private string At(params (string, string?)[] more) =>
        QueryHelpers.AddQueryString(Address, Present([("stage", Stage), ("search", Search), .. more]));

    private static IEnumerable<KeyValuePair<string, string?>> Present(params (string Name, string? Value)[] query) =>
        query.Where(q => !string.IsNullOrEmpty(q.Value)).Select(q => KeyValuePair.Create(q.Name, q.Value));
}
