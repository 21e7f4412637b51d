namespace Integration.Ui;

public sealed partial class IntegrationApi
{
    /// <summary>The postings to choose from; a problem where Lever cannot be asked now.</summary>
    public Task<Answer<LeverChoices>> ListPostingsAsync(CancellationToken ct) => ListChoicesAsync("postings", ct);

    public Task<Answer<LeverChoices>> ListLeverRequisitionsAsync(CancellationToken ct) => ListChoicesAsync("requisitions", ct);

    /// <summary>The first of a list that match what somebody typed.</summary>
    public Task<Answer<LeverChoices>> SearchChoicesAsync(string list, string? search, CancellationToken ct) =>
        SendAsync<LeverChoices>(HttpMethod.Get, Query($"{Account}/lever/{Segment(list)}", ("search", search)), null, ct);

    private async Task<Answer<LeverChoices>> ListChoicesAsync(string list, CancellationToken ct)
    {
        var all = new List<LeverChoice>();
        for (string? after = null; ;)
        {
            var answer = await SendAsync<LeverChoices>(
                HttpMethod.Get, Query($"{Account}/lever/{list}", ("limit", LongestPage), ("after", after)), null, ct);
            if (answer.Problem is not null) return answer;

            all.AddRange(answer.Required.Items);
            if ((after = answer.Required.Next) is null) return new(answer.Required with { Items = all }, null);
        }
    }

    public Task<Answer<Export>> StartExportAsync(StartExport export, string idempotencyKey, CancellationToken ct) =>
        SendAsync<Export>(HttpMethod.Post, $"{Account}/exports", export.ToBody(), ct, idempotencyKey);

    public Task<Export?> FindExportAsync(string id, string? after, CancellationToken ct) =>
        FindAsync<Export>(Query($"{Account}/exports/{Segment(id)}", ("after", after)), ct);

    public Task<Page<Export>> ListExportsAsync(string? after, CancellationToken ct) =>
        GetAsync<Page<Export>>(Query($"{Account}/exports", ("after", after)), ct);

    public Task<Answer<Export>> RetryExportAsync(string id, CancellationToken ct) =>
        SendAsync<Export>(HttpMethod.Post, $"{Account}/exports/{Segment(id)}/retry", null, ct);

    public Task<Answer<Export>> CancelExportAsync(string id, CancellationToken ct) =>
        SendAsync<Export>(HttpMethod.Post, $"{Account}/exports/{Segment(id)}/cancel", null, ct);
}

/// <summary>What a picker offers; not available where the customer's Lever has none of it.</summary>
public sealed record LeverChoices(IReadOnlyList<LeverChoice> Items, bool Available = true, string? Next = null);

public sealed record LeverChoice(string Id, string Text)
{
    public string? Team { get; init; }
    public string? Location { get; init; }
    public string? Code { get; init; }

    /// <summary>What tells it from others of the same name.</summary>
    public string? Detail => string.Join(" · ", new[] { Team, Location, Code }.OfType<string>()) is { Length: > 0 } detail ? detail : null;
}

/// <summary>Candidates for Lever, and for which posting.</summary>
public sealed record StartExport(IReadOnlyList<string> CandidateIds, string? PostingId, string? RequisitionId)
{
    /// <summary>Each candidate goes to the posting of their own requisition.</summary>
    public bool LinkedPostings { get; init; }

    /// <summary>The API tells an absent posting (the linked one) from none (a general opportunity).</summary>
    internal Dictionary<string, object?> ToBody()
    {
        var body = new Dictionary<string, object?> { ["candidateIds"] = CandidateIds };
        if (!LinkedPostings) body["postingId"] = PostingId;
        if (RequisitionId is not null) body["requisitionId"] = RequisitionId;
        return body;
    }
}

/// <summary>One request to put candidates into Lever.</summary>
public sealed record Export(string Id, string Status)
{
    public string? PausedBecause { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public string? CreatedBy { get; init; }
    public string? CreatedByName { get; init; }
    public string? PostingId { get; init; }
    public string? PostingText { get; init; }
    public string? RequisitionId { get; init; }
    public int Total { get; init; }
    public int Queued { get; init; }
    public int Exported { get; init; }
    public int Failed { get; init; }
    public int Skipped { get; init; }

    /// <summary>A page of them; none in the history.</summary>
    public IReadOnlyList<ExportItem> Items { get; init => field = value ?? []; } = [];
    public string? Next { get; init; }

    public bool IsUnfinished => Status is "running" or "paused";
}

public sealed record ExportItem(string CandidateId, string Status)
{
    public string? CandidateName { get; init; }
    public string? OpportunityId { get; init; }
    public Uri? LeverUrl { get; init; }
    public bool? Deduped { get; init; }
    public string? Code { get; init; }
    public string? Detail { get; init; }
}
