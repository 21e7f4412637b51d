using Integration.Api.Events;
using Integration.Api.Exports;
using Integration.Api.Lever;

namespace Integration.Api.Webhooks;

/// <summary>An opportunity as Lever shows it now, with the texts that belong to its ids.</summary>
internal sealed record OpportunityNow(
    string StageId, string Stage, DateTimeOffset? ArchivedAt, string? ArchivedReason, bool IsHired, IReadOnlyList<LeverApplication> Applications);

/// <summary>What changed in Lever between what we knew and what is now. The deliveries' own data plays no part in it.</summary>
internal static class OpportunityChanges
{
    /// <summary>The events for the host product, each change once, whatever the order in which its deliveries came.</summary>
    public static List<NewEvent> Between(Opportunity before, OpportunityNow now, DateTimeOffset at)
    {
        var (candidate, opportunityId) = (before.CandidateId, before.Id);
        var events = new List<NewEvent>();

        foreach (var application in now.Applications.Where(application => !before.ApplicationIds.Contains(application.Id)))
            events.Add(new(EventTypes.CandidateApplied, at, candidate, new { opportunityId, applicationId = application.Id, postingId = application.Posting }));

        if (now.StageId != before.StageId)
        {
            events.Add(new(
                EventTypes.CandidateStageChanged, at, candidate,
                new { opportunityId, fromStage = before.Stage, toStage = now.Stage, toStageId = now.StageId }));
        }

        var (wasHired, wasArchived) = (before.HiredAt is not null, before.ArchivedAt is not null);
        if (now is { IsHired: true, ArchivedAt: { } hiredAt } && !wasHired)
            events.Add(new(EventTypes.CandidateHired, hiredAt, candidate, new { opportunityId, reason = now.ArchivedReason }));
        else if (now is { IsHired: false, ArchivedAt: { } archivedAt } && (!wasArchived || wasHired))
            events.Add(new(EventTypes.CandidateArchived, archivedAt, candidate, new { opportunityId, reason = now.ArchivedReason }));
        else if (now.ArchivedAt is null && wasArchived)
            events.Add(new(EventTypes.CandidateUnarchived, at, candidate, new { opportunityId }));

        return events;
    }
}
