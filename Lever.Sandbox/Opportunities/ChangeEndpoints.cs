using Lever.Sandbox.Api;

namespace Lever.Sandbox.Opportunities;

/// <summary>
/// The few changes that the API allows. There is no general update, and the answers come back without the contact's
/// data, links apart (recorded).
/// </summary>
internal static class ChangeEndpoints
{
    public static void MapOpportunityChanges(this IEndpointRouteBuilder v1)
    {
        v1.MapPut("/opportunities/{id}/stage", Stage).Needs("opportunities:write").WithSummary("Change the stage");
        v1.MapPut("/opportunities/{id}/archived", Archived).Needs("opportunities:write").WithSummary("Archive or un-archive");
        v1.MapPost("/opportunities/{id}/addTags", AddTags).Needs("opportunities:write").WithSummary("Add tags");
        v1.MapPost("/opportunities/{id}/removeTags", RemoveTags).Needs("opportunities:write").WithSummary("Remove tags");
        v1.MapPost("/opportunities/{id}/addSources", AddSources).Needs("opportunities:write").WithSummary("Add sources");
        v1.MapPost("/opportunities/{id}/removeSources", RemoveSources).Needs("opportunities:write").WithSummary("Remove sources");
        v1.MapPost("/opportunities/{id}/addLinks", AddLinks).Needs("opportunities:write").WithSummary("Add links to the contact");
        v1.MapPost("/opportunities/{id}/removeLinks", RemoveLinks).Needs("opportunities:write").WithSummary("Remove links from the contact");
    }

    private static IResult Stage(string id, StageBody body, ChangeCall call) =>
        call.Blanked(id, (changes, o) => changes.MoveTo(o, body.Stage ?? throw Missing("stage")));

    private static IResult Archived(string id, ArchivedBody body, ChangeCall call) => call.Blanked(id, (changes, o) =>
        body.Reason is { } reason ? changes.Archive(o, reason, body.RequisitionId) : changes.Unarchive(o));

    private static IResult AddTags(string id, LabelsBody body, ChangeCall call) =>
        call.Blanked(id, (changes, o) => changes.AddTags(o, body.Tags ?? throw Missing("tags")));

    private static IResult RemoveTags(string id, LabelsBody body, ChangeCall call) =>
        call.Blanked(id, (changes, o) => changes.RemoveTags(o, body.Tags ?? throw Missing("tags")));

    private static IResult AddSources(string id, LabelsBody body, ChangeCall call) =>
        call.Blanked(id, (changes, o) => changes.AddSources(o, body.Sources ?? throw Missing("sources")));

    private static IResult RemoveSources(string id, LabelsBody body, ChangeCall call) =>
        call.Blanked(id, (changes, o) => changes.RemoveSources(o, body.Sources ?? throw Missing("sources")));

    private static IResult AddLinks(string id, LabelsBody body, ChangeCall call) =>
        call.Whole(id, (changes, o) => changes.ChangeLinks(o, links => links.Union(body.Links ?? throw Missing("links"))));

    private static IResult RemoveLinks(string id, LabelsBody body, ChangeCall call) =>
        call.Whole(id, (changes, o) => changes.ChangeLinks(o, links => links.Except(body.Links ?? throw Missing("links"))));

    private static Refusal Missing(string field) => Refusal.BadRequest($"{field} is required");

    private sealed record StageBody(string? Stage);

    private sealed record ArchivedBody(string? Reason, bool? CleanInterviews, string? RequisitionId);

    private sealed record LabelsBody(
        IReadOnlyList<string>? Tags, IReadOnlyList<string>? Sources, IReadOnlyList<string>? Links);
}
