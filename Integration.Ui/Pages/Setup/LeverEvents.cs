namespace Integration.Ui.Pages.Setup;

/// <summary>The five webhooks, in the order and under the names of Lever's settings page.</summary>
public static class LeverEvents
{
    public static IReadOnlyList<(string Event, string Name)> All { get; } =
    [
        ("applicationCreated", "Application Created"),
        ("candidateStageChange", "Candidate Stage Change"),
        ("candidateArchiveChange", "Candidate Archive Stage Change"),
        ("candidateHired", "Candidate Hired"),
        ("candidateDeleted", "Candidate Deleted"),
    ];

    public static string NameOf(string @event) => All.FirstOrDefault(e => e.Event == @event).Name ?? @event;
}
