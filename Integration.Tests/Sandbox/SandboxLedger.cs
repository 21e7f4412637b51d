namespace Integration.Tests.Sandbox;

/// <summary>What the sandbox says that Lever holds and how it was called.</summary>
public sealed record SandboxLedger(
    int Live, int Deleted, int TooManyRequests, IReadOnlyList<LedgerCall> Calls, IReadOnlyList<LedgerOpportunity> Opportunities)
{
    /// <summary>How often a route was called, by its template, for example <c>/v1/opportunities/{id}</c>.</summary>
    public int CallsTo(string method, string path) => Calls.FirstOrDefault(c => c.Method == method && c.Path == path)?.Count ?? 0;

    public int Answers(string method, string path, string answer) =>
        Calls.FirstOrDefault(c => c.Method == method && c.Path == path)?.Answers.GetValueOrDefault(answer) ?? 0;
}

public sealed record LedgerCall(string Method, string Path, int Count, IReadOnlyDictionary<string, int> Answers);

public sealed record LedgerOpportunity(
    string Id,
    string Contact,
    string Name,
    IReadOnlyList<string> Emails,
    IReadOnlyList<string> Links,
    IReadOnlyList<string> Sources,
    IReadOnlyList<string> Tags,
    string Origin,
    string Stage,
    string? Posting,
    string? Owner,
    string? PerformedBy,
    LedgerArchived? Archived,
    long CreatedAt,
    long WrittenAt,
    long? UpdatedAt,
    long? DeletedAt,
    IReadOnlyList<LedgerNote> Notes,
    IReadOnlyList<LedgerFile> Files,
    LedgerFile? Resume);

public sealed record LedgerArchived(string Reason, long ArchivedAt);

public sealed record LedgerFile(string Id, string Name, long Size, string Sha256, long WrittenAt, long? DeletedAt);

public sealed record LedgerNote(
    string Id, IReadOnlyList<string> Values, string? User, long CreatedAt, long WrittenAt, long? DeletedAt);
