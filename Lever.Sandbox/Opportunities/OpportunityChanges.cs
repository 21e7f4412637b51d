using Lever.Sandbox.Api;
using Lever.Sandbox.Contacts;
using Lever.Sandbox.Organisations;
using Lever.Sandbox.Webhooks;

namespace Lever.Sandbox.Opportunities;

/// <summary>
/// What can happen to an opportunity after it was made, by an app or by a person, with the webhooks that tell of it;
/// whoever uses it holds the organisation's gate.
/// </summary>
internal sealed class OpportunityChanges(Organisation organisation, string? userId, bool byApp, long now)
{
    private readonly WebhookOutbox _webhooks = organisation.Outbox;

    /// <summary>An archived opportunity changes its stage and stays archived (recorded).</summary>
    public Opportunity MoveTo(Opportunity opportunity, string stage)
    {
        if (organisation.Stages.Find(stage) is null) throw Performer.Unknown(organisation, "stages", stage);
        if (opportunity.Stage == stage) return opportunity;

        var moved = Put(opportunity with
        {
            Stage = stage,
            StageChanges = [.. opportunity.StageChanges, new(stage, organisation.IndexOf(stage), now, userId)],
            LastAdvancedAt = now,
            LastInteractionAt = now,
        });
        _webhooks.OfOpportunity(
            WebhookEvents.CandidateStageChange, moved, byApp, now, ("fromStageId", opportunity.Stage), ("toStageId", stage));
        return moved;
    }

    /// <summary>Out of the pipeline; hired when the reason is of that type.</summary>
    public Opportunity Archive(Opportunity opportunity, string reasonId, string? requisitionId = null)
    {
        var reason = organisation.ArchiveReasons.Find(reasonId) ?? throw Performer.Unknown(organisation, "archive_reasons", reasonId);
        if (requisitionId is not null) CountHire(opportunity, requisitionId);

        var archived = SetArchived(opportunity, new(reason.Id, now), requisitionId);
        if (reason.IsHired) _webhooks.OfOpportunity(WebhookEvents.CandidateHired, archived, byApp, now);
        return archived;
    }

    public Opportunity Unarchive(Opportunity opportunity) =>
        opportunity.Archived is null ? opportunity : SetArchived(opportunity, null, null);

    public Opportunity AddTags(Opportunity opportunity, IEnumerable<string> tags) =>
        Put(opportunity with { Tags = [.. opportunity.Tags.Union(tags)] });

    public Opportunity RemoveTags(Opportunity opportunity, IEnumerable<string> tags) =>
        Put(opportunity with { Tags = [.. opportunity.Tags.Except(tags)] });

    public Opportunity AddSources(Opportunity opportunity, IEnumerable<string> sources) =>
        Put(opportunity with { Sources = [.. opportunity.Sources.Union(sources)] });

    public Opportunity RemoveSources(Opportunity opportunity, IEnumerable<string> sources) =>
        Put(opportunity with { Sources = [.. opportunity.Sources.Except(sources)] });

    /// <summary>Links belong to the contact.</summary>
    public Opportunity ChangeLinks(Opportunity opportunity, Func<IReadOnlyList<string>, IEnumerable<string>> change)
    {
        var contact = organisation.Contacts.Find(opportunity.Contact)!;
        new ContactChanges(organisation, byApp, now).Put(contact with { Links = [.. change(contact.Links)] });
        return organisation.Opportunities.Get(opportunity.Id);
    }

    /// <summary>Puts a general opportunity on a posting, which no app can do.</summary>
    public Opportunity AddPosting(Opportunity opportunity, string postingId)
    {
        var posting = organisation.Postings.Find(postingId) ?? throw Performer.Unknown(organisation, "postings", postingId);
        if (opportunity.Application is not null) throw Refusal.BadRequest("The opportunity has a posting already");

        var application = organisation.Applications.Put(new()
        {
            Id = Seed.NewId(),
            Type = Application.ByUser,
            OpportunityId = opportunity.Id,
            Posting = posting.Id,
            User = userId,
            CreatedAt = now,
        });
        var applied = Put(opportunity with
        {
            Application = application.Id,
            Tags = [.. opportunity.Tags.Union(posting.InheritedTags)],
            OpportunityLocation = posting.OnlyLocation,
        });
        _webhooks.OfOpportunity(WebhookEvents.ApplicationCreated, applied, byApp, now, ("applicationId", application.Id));
        return applied;
    }

    public void Delete(Opportunity opportunity)
    {
        var deleted = organisation.Opportunities.Put(opportunity with { DeletedAt = now, DeletedBy = userId, UpdatedAt = now });
        _webhooks.OfOpportunity(WebhookEvents.CandidateDeleted, deleted, byApp, now, ("deletedBy", userId));
    }

    /// <summary>Something happened around the opportunity: a note, a file.</summary>
    public Opportunity Touch(Opportunity opportunity) => Put(opportunity with { LastInteractionAt = now });

    private Opportunity SetArchived(Opportunity opportunity, Archived? archived, string? requisitionId)
    {
        if (organisation.Applications.Find(opportunity.Application) is { } application)
        {
            organisation.Applications.Put(application with
            {
                Archived = archived,
                RequisitionForHire = requisitionId ?? application.RequisitionForHire,
            });
        }

        var changed = Put(opportunity with { Archived = archived, LastInteractionAt = now });
        _webhooks.OfOpportunity(
            WebhookEvents.CandidateArchiveChange,
            changed,
            byApp,
            now,
            ("fromArchived", LeverJson.Archived(opportunity.Archived)),
            ("toArchived", LeverJson.Archived(archived)));
        return changed;
    }

    private void CountHire(Opportunity opportunity, string requisitionId)
    {
        var requisition = organisation.Requisitions.Find(requisitionId)
            ?? throw Performer.Unknown(organisation, "requisitions", requisitionId);
        if (requisition.Status == "closed") throw Refusal.BadRequest($"requisitions {requisitionId} is closed");
        if (opportunity.Application is null) throw Refusal.BadRequest("The opportunity has no application to hire for");

        organisation.Requisitions.Put(requisition with { HeadcountHired = requisition.HeadcountHired + 1, UpdatedAt = now });
    }

    private Opportunity Put(Opportunity opportunity) => organisation.Opportunities.Put(opportunity with { UpdatedAt = now });
}
