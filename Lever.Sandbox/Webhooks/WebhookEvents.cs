namespace Lever.Sandbox.Webhooks;

/// <summary>Lever's names for what it tells about.</summary>
internal static class WebhookEvents
{
    public const string ApplicationCreated = "applicationCreated";
    public const string CandidateHired = "candidateHired";
    public const string CandidateStageChange = "candidateStageChange";
    public const string CandidateArchiveChange = "candidateArchiveChange";
    public const string CandidateDeleted = "candidateDeleted";
    public const string ContactCreated = "contactCreated";
    public const string ContactUpdated = "contactUpdated";

    /// <summary>Every event, in the words of the settings page; the sandbox has no interviews to tell of.</summary>
    public static readonly IReadOnlyList<(string Name, string Words)> All =
    [
        (ApplicationCreated, "Application Created"),
        (CandidateStageChange, "Candidate Stage Change"),
        (CandidateArchiveChange, "Candidate Archive Stage Change"),
        (CandidateHired, "Candidate Hired"),
        (CandidateDeleted, "Candidate Deleted"),
        ("interviewCreated", "Interview Created"),
        ("interviewUpdated", "Interview Updated"),
        ("interviewDeleted", "Interview Deleted"),
        (ContactCreated, "Contact Created"),
        (ContactUpdated, "Contact Updated"),
    ];

    public static bool IsKnown(string name) => All.Any(known => known.Name == name);

    /// <summary>Only these four can be limited to origins (documented).</summary>
    public static bool HasOrigin(string name) =>
        name is ApplicationCreated or CandidateHired or CandidateStageChange or CandidateArchiveChange;
}
