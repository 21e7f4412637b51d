using Lever.Sandbox.Api;
using Lever.Sandbox.Opportunities;
using Lever.Sandbox.Organisations;

namespace Lever.Sandbox.Notes;

internal static class NoteEndpoints
{
    public static void MapNotes(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/opportunities/{id}/notes", Create).Needs("notes:write").WithSummary("Create a note, or a comment to one");
        v1.MapGet("/opportunities/{id}/notes", List).Needs("notes:read").WithSummary("List notes");
        v1.MapGet("/opportunities/{id}/notes/{note}", Get).Needs("notes:read").WithSummary("Get a note");
        v1.MapPut("/opportunities/{id}/notes/{note}", Replace).Needs("notes:write").WithSummary("Replace a note that came through the API");
        v1.MapDelete("/opportunities/{id}/notes/{note}", Delete).Needs("notes:write").WithSummary("Delete a note that came through the API");
    }

    private static IResult Create(string id, NewNote body, ChangeCall call)
    {
        var organisation = call.Caller.Organisation;
        lock (organisation.Gate)
        {
            var opportunity = call.Caller.FindOpportunity(id);
            var user = Performer.Optional(call.Request, organisation)?.Id ?? call.Caller.Grant.UserId;
            var field = body.ToField(opportunity, user, call.Now);
            var thread = call.Request.Query["note_id"].ToString() is { Length: > 0 } noteId ? Find(id, noteId, call.Caller) : null;

            var note = organisation.Notes.Put(thread is null
                ? new()
                {
                    Id = Seed.NewId(),
                    OpportunityId = id,
                    User = user,
                    Secret = body.Secret,
                    Fields = [field],
                    CreatedAt = field.CreatedAt,
                    WrittenAt = call.Now,
                    MadeByApp = true,
                }
                : thread with { Fields = [.. thread.Fields, field] });
            new OpportunityChanges(organisation, user, byApp: true, call.Now).Touch(opportunity);

            var answer = note.ToJson();
            answer["noteId"] = note.Id;
            return LeverJson.Single(answer, StatusCodes.Status201Created);
        }
    }

    private static IResult List(string id, ChangeCall call)
    {
        lock (call.Caller.Organisation.Gate)
        {
            var notes = call.Caller.Organisation.NotesOf[call.Caller.FindOpportunity(id).Id]
                .Where(note => note.DeletedAt is null)
                .OrderByDescending(note => note.CreatedAt)
                .ToList();
            return Paging.Page(call.Request, notes, note => note.Id, note => note.ToJson());
        }
    }

    private static IResult Get(string id, string note, ChangeCall call)
    {
        lock (call.Caller.Organisation.Gate)
        {
            return LeverJson.Single(Find(id, note, call.Caller).ToJson());
        }
    }

    /// <summary>The whole thread is replaced (documented).</summary>
    private static IResult Replace(string id, string note, NewNotes body, ChangeCall call)
    {
        lock (call.Caller.Organisation.Gate)
        {
            var opportunity = call.Caller.FindOpportunity(id);
            var existing = RequireMadeByApp(Find(id, note, call.Caller));
            var fields = (body.Values ?? throw Refusal.BadRequest("values is required"))
                .Select(value => (value ?? new(Value: null)).ToField(opportunity, existing.User, call.Now));
            return LeverJson.Single(call.Caller.Organisation.Notes.Put(existing with { Fields = [.. fields] }).ToJson());
        }
    }

    private static IResult Delete(string id, string note, ChangeCall call)
    {
        lock (call.Caller.Organisation.Gate)
        {
            call.Caller.Organisation.Notes.Put(RequireMadeByApp(Find(id, note, call.Caller)) with { DeletedAt = call.Now });
            return Results.NoContent();
        }
    }

    private static Note RequireMadeByApp(Note note) => note.MadeByApp
        ? note
        : throw Refusal.Forbidden("Only notes created through the API can be changed");

    private static Note Find(string id, string note, Caller caller) =>
        caller.Organisation.Notes.Find(note) is { DeletedAt: null } found && found.OpportunityId == caller.FindOpportunity(id).Id
            ? found
            : throw Refusal.NotFound("notes", note);
}

/// <summary>The body of a note or comment; without <c>createdAt</c> it is written now.</summary>
internal sealed record NewNote(string? Value, bool Secret = false, int? Score = null, bool NotifyFollowers = false, long? CreatedAt = null)
{
    public NoteField ToField(Opportunity opportunity, string? user, long now)
    {
        if (Value is null) throw Refusal.BadRequest("value is required");
        if (Score is < 1 or > 4) throw Refusal.BadRequest("score is 1 to 4");
        if (CreatedAt > now) throw Refusal.BadRequest("createdAt must be in the past");

        return new(Value, Score, opportunity.Stage, user, CreatedAt ?? now);
    }
}

internal sealed record NewNotes(IReadOnlyList<NewNote>? Values);
