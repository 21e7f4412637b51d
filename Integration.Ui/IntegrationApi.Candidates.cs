namespace Integration.Ui;

public sealed partial class IntegrationApi
{
    public Task<IReadOnlyList<Requisition>> ListRequisitionsAsync(CancellationToken ct) =>
        ListAsync<Requisition>($"{Account}/requisitions", ct);

    public Task<CandidatePage> ListCandidatesAsync(CandidateFilter filter, string? after, int limit, CancellationToken ct) =>
        GetAsync<CandidatePage>(Query(PathOf(filter), ("count", "true"), ("after", after), ("limit", $"{limit}")), ct);

    /// <summary>
    /// Who matches, by id; of more than the limit only how many. Who is in Lever, or on the way there, is left out unless asked for.
    /// </summary>
    public async Task<Matching> MatchAsync(CandidateFilter filter, bool again, int atMost, CancellationToken ct)
    {
        var page = await GetAsync<CandidatePage>(Query(PathOf(filter), ("count", "true"), ("limit", LongestPage)), ct);
        if (page.Total > atMost) return new([], page.Total);

        var found = page.Items.ToList();
        for (var after = page.Next; after is not null; after = page.Next)
        {
            page = await GetAsync<CandidatePage>(Query(PathOf(filter), ("limit", LongestPage), ("after", after)), ct);
            found.AddRange(page.Items);
        }

        var ids = found.Where(candidate => again || candidate is { Exported: false, IsOnTheWay: false }).Select(candidate => candidate.Id).ToList();
        return new(ids, ids.Count) { LeftOut = found.Count - ids.Count };
    }

    private string PathOf(CandidateFilter filter) => Query($"{Account}/candidates",
        ("requisitionId", filter.RequisitionId), ("stage", filter.Stage), ("search", Sought(filter.Search)));

    public Task<Candidate?> FindCandidateAsync(string id, CancellationToken ct) =>
        FindAsync<Candidate>($"{Account}/candidates/{Segment(id)}", ct);
}

/// <summary>Which candidates: those of all requisitions, stages and names, unless it says otherwise.</summary>
public sealed record CandidateFilter(string? RequisitionId = null, string? Stage = null, string? Search = null);

/// <summary>Whom a filter finds on all pages.</summary>
public sealed record Matching(IReadOnlyList<string> Ids, int Total)
{
    /// <summary>How many match as well, and are in Lever already.</summary>
    public int LeftOut { get; init; }
}

/// <summary>A page of candidates; <see cref="Total"/> match on all pages.</summary>
public sealed record CandidatePage(IReadOnlyList<Candidate> Items, string? Next = null, int Total = 0);

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
    public bool IsOnTheWay { get; init; }
    public IReadOnlyList<Opportunity> Opportunities { get; init; } = [];

    /// <summary>What happened to them, oldest first; only where one candidate is asked for.</summary>
    public IReadOnlyList<CandidateEvent> Events { get; init; } = [];
}

/// <summary>What the host product is told of a candidate, as in its feed.</summary>
public sealed record CandidateEvent(string Type, DateTimeOffset OccurredAt, EventData Data);

/// <summary>What the kinds of events say; each says some of it.</summary>
public sealed record EventData
{
    public string? OpportunityId { get; init; }
    public string? ExportId { get; init; }
    public string? FromStage { get; init; }
    public string? ToStage { get; init; }
    public string? Reason { get; init; }
    public string? Detail { get; init; }
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
