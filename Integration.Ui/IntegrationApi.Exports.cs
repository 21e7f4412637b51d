namespace Integration.Ui;

public sealed partial class IntegrationApi
{
    /// <summary>The postings to choose from; a problem where Lever cannot be asked now.</summary>
    public Task<Answer<LeverChoices>> ListPostingsAsync(CancellationToken ct) => WithPatienceAsync(token => ListChoicesAsync("postings", token), ct);

    public Task<Answer<LeverChoices>> ListLeverRequisitionsAsync(CancellationToken ct) =>
        WithPatienceAsync(token => ListChoicesAsync("requisitions", token), ct);

    /// <summary>One posting by its id, wherever it stands in the list; nothing where it takes no candidates.</summary>
    public Task<Answer<LeverChoices>> FindPostingAsync(string id, CancellationToken ct) =>
        WithPatienceAsync(token => SendAsync<LeverChoices>(HttpMethod.Get, Query($"{Account}/lever/postings", ("id", id)), null, token), ct);

    /// <summary>The first of a list that match what somebody typed.</summary>
    public Task<Answer<LeverChoices>> SearchChoicesAsync(string list, string? search, CancellationToken ct) =>
        WithPatienceAsync(token => SendAsync<LeverChoices>(HttpMethod.Get, Query($"{Account}/lever/{Segment(list)}", ("search", Sought(search))), null, token), ct);

    public Task<Answer<LeverChoices>> ListLeverUsersAsync(CancellationToken ct) => WithPatienceAsync(token => ListChoicesAsync("users", token), ct);

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

    /// <summary>Says what an export would do. Without a look-up it does not wait for Lever, and leaves open who is there by e-mail.</summary>
    public Task<Answer<ExportPreview>> PreviewExportAsync(StartExport export, bool lookUp, CancellationToken ct) =>
        WithPatienceAsync(
            token => SendAsync<ExportPreview>(HttpMethod.Post, $"{Account}/exports/preview?lookUp={(lookUp ? "true" : "false")}", export.ToBody(), token), ct);

    /// <summary>An export with a page of its items: all, or those that stand in one way.</summary>
    public Task<Export?> FindExportAsync(string id, string? status, string? after, CancellationToken ct) =>
        FindAsync<Export>(Query($"{Account}/exports/{Segment(id)}", ("status", status), ("after", after)), ct);

    /// <summary>Everybody who failed in an export, by id.</summary>
    public async Task<Matching> FailedInAsync(string id, CancellationToken ct)
    {
        var ids = new List<string>();
        for (string? after = null; await FindExportAsync(id, "failed", after, ct) is { } export;)
        {
            ids.AddRange(export.Items.Select(item => item.CandidateId));
            if ((after = export.Next) is null) break;
        }

        return new(ids, ids.Count);
    }

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
    public string? Email { get; init; }

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

/// <summary>What an export would do: total = toCreate + alreadyExported + failing.</summary>
public sealed record ExportPreview(int Total, int ToCreate, int AlreadyExported, int Failing, int InLever, int NotLookedUp, IReadOnlyList<PreviewItem> Items)
{
    /// <summary>The posting for which somebody of the same requisition was exported last.</summary>
    public string? LastPostingId { get; init; }
}

public sealed record PreviewItem(string CandidateId)
{
    public string? CandidateName { get; init; }

    /// <summary>Why it would be skipped or would fail; null for one that becomes an opportunity.</summary>
    public string? Code { get; init; }
    public string? Detail { get; init; }

    /// <summary>Whether Lever has the person by e-mail; null while that is not known.</summary>
    public bool? InLever { get; init; }

    /// <summary>The posting to which it would go.</summary>
    public string? PostingId { get; init; }
    public IReadOnlyList<string> Lacks { get; init; } = [];

    /// <summary>What was exported of the person before, newest first.</summary>
    public IReadOnlyList<EarlierExport> Earlier { get; init; } = [];
}

public sealed record EarlierExport(string? PostingId, string? PostingText, string Stage, string ExportedBy)
{
    public string? ExportedByName { get; init; }
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
    public string? RequisitionText { get; init; }
    public int Total { get; init; }
    public int Queued { get; init; }
    public int Exported { get; init; }
    public int Failed { get; init; }
    public int Skipped { get; init; }

    /// <summary>A page of them; none in the history.</summary>
    public IReadOnlyList<ExportItem> Items { get; init => field = value ?? []; } = [];
    public string? Next { get; init; }

    /// <summary>A cancelled one too, until what was under way has ended.</summary>
    public bool IsUnfinished => Status is "running" or "paused" || Queued > 0;

    public bool IsCancellable => Status is "running" or "paused";
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
