namespace Integration.Ui.Pages.Candidates;

/// <summary>How an opportunity got where it is: what Lever told, and what is known where that is longer ago than events are kept.</summary>
public static class Timeline
{
    public static IReadOnlyList<Step> Of(Opportunity opportunity, IReadOnlyList<CandidateEvent> events)
    {
        var steps = events.Where(happened => happened.Data.OpportunityId == opportunity.OpportunityId)
            .Select(happened => (happened.Type, Step: StepOf(happened)))
            .Where(told => told.Step is not null).Select(told => (told.Type, Step: told.Step!)).ToList();

        Complete("candidate.exported", opportunity.ExportedAt, Exported);
        Complete("candidate.hired", opportunity.HiredAt, "Hired");
        Complete("candidate.deletedInLever", opportunity.DeletedAt, "Deleted in Lever");
        return [.. steps.OrderBy(told => told.Step.At).Select(told => told.Step)];

        void Complete(string type, DateTimeOffset? at, string text)
        {
            if (at is { } when && steps.TrueForAll(told => told.Type != type)) steps.Add((type, new(when, text)));
        }
    }

    /// <summary>The export that failed last, where nothing came of a later one.</summary>
    public static CandidateEvent? LastFailure(Candidate candidate) =>
        candidate.Events.LastOrDefault(happened => happened.Type is "candidate.exportFailed" or "candidate.exported") is { Type: "candidate.exportFailed" } failed ? failed : null;

    private const string Exported = "Exported from headhuntr.io";

    private static Step? StepOf(CandidateEvent happened)
    {
        var data = happened.Data;
        var text = happened.Type switch
        {
            "candidate.exported" => Exported,
            "candidate.applied" => "Applied",
            "candidate.stageChanged" => data.FromStage is { } from ? $"Moved from {from} to {data.ToStage}" : $"Moved to {data.ToStage}",
            "candidate.archived" => data.Reason is { } reason ? $"Archived: {reason}" : "Archived",
            "candidate.unarchived" => "Taken out of the archive",
            "candidate.hired" => "Hired",
            "candidate.deletedInLever" => "Deleted in Lever",
            _ => null,
        };
        return text is null ? null : new(happened.OccurredAt, text);
    }
}

/// <summary>A step of a timeline.</summary>
public sealed record Step(DateTimeOffset At, string Text);
