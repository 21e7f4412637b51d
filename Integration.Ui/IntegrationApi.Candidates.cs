namespace Integration.Ui;

public sealed partial class IntegrationApi
{
    public Task<IReadOnlyList<Requisition>> ListRequisitionsAsync(CancellationToken ct) =>
        ListAsync<Requisition>($"{Account}/requisitions", ct);

    public Task<Page<Candidate>> ListCandidatesAsync(CandidateFilter filter, string? after, int limit, CancellationToken ct) =>
        GetAsync<Page<Candidate>>(Query(PathOf(filter), ("after", after), ("limit", $"{limit}")), ct);

    /// <summary>Everybody who matches, up to a limit.</summary>
    public Task<IReadOnlyList<Candidate>> ListAllCandidatesAsync(CandidateFilter filter, int atMost, CancellationToken ct) =>
        ListAsync<Candidate>(PathOf(filter), ct, atMost);

    private string PathOf(CandidateFilter filter) => Query($"{Account}/candidates",
        ("requisitionId", filter.RequisitionId), ("stage", filter.Stage), ("search", filter.Search));

    public Task<Candidate?> FindCandidateAsync(string id, CancellationToken ct) =>
        FindAsync<Candidate>($"{Account}/candidates/{Segment(id)}", ct);
}

/// <summary>Which candidates: those of all requisitions, stages and names, unless it says otherwise.</summary>
public sealed record CandidateFilter(string? RequisitionId = null, string? Stage = null, string? Search = null);

public sealed record Requisition(string Id, string Title)
{
    public string? Code { get; init; }
    public string? Location { get; init; }
    public string Status { get; init; } = "open";
    public string? LeverPostingId { get; init; }
    public string? LeverRequisitionId { get; init; }

    public int Candidates { get; init; }

    /// <summary>How many candidates are in each stage.</summary>
    public IReadOnlyDictionary<string, int> Stages { get; init; } = new Dictionary<string, int>();

    public bool IsOpen => Status == "open";
}

public sealed record Candidate(string Id, string Name, string Stage)
{
    public string? RequisitionId { get; init; }
    public string? Headline { get; init; }
    public string? Location { get; init; }
    public IReadOnlyList<string> Emails { get; init; } = [];
    public Uri? ProfileUrl { get; init; }
    public bool Exported { get; init; }
    public string? ExportStatus { get; init; }
    public IReadOnlyList<Opportunity> Opportunities { get; init; } = [];
}

/// <summary>What an export became in Lever. <see cref="Stage"/> is Lever's own text.</summary>
public sealed record Opportunity(string OpportunityId, string Stage)
{
    public string? PostingId { get; init; }
    public string? PostingText { get; init; }
    public string? ArchivedReason { get; init; }
    public DateTimeOffset? HiredAt { get; init; }
    public DateTimeOffset? DeletedAt { get; init; }
    public Uri? LeverUrl { get; init; }
    public DateTimeOffset? ExportedAt { get; init; }
}
