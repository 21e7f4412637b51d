using Lever.Sandbox.Api;
using Lever.Sandbox.Notes;
using Lever.Sandbox.Postings;

namespace Lever.Sandbox.Control;

/// <summary>What only people can do in Lever, as calls for tests; each fires the webhooks that the real action would.</summary>
internal static class PersonEndpoints
{
    public static void MapPeople(this IEndpointRouteBuilder control)
    {
        control.MapPost("/opportunities/{id}/stage", Move).WithSummary("Move to a stage");
        control.MapPost("/opportunities/{id}/archive", Archive).WithSummary("Archive, by default for the first reason that is no hire");
        control.MapPost("/opportunities/{id}/hire", Hire).WithSummary("Archive as hired");
        control.MapPost("/opportunities/{id}/unarchive", Unarchive).WithSummary("Take out of the archive");
        control.MapPost("/opportunities/{id}/posting", AddPosting).WithSummary("Put a general opportunity on a posting");
        control.MapPost("/opportunities/{id}/notes", AddNote).WithSummary("Write a note that no app can change");
        control.MapPost("/opportunities/{id}/anonymize", Anonymize).WithSummary("Anonymise the contact");
        control.MapPost("/opportunities/{id}/merge", Merge).WithSummary("Merge the contact into that of another opportunity");
        control.MapDelete("/opportunities/{id}", Delete).WithSummary("Delete");
        control.MapPost("/postings/{id}/apply", Apply).WithSummary("Apply on the job site");
        control.MapPost("/postings/{id}/state", SetState).WithSummary("Publish, close, …");
        control.MapPost("/users/{id}/deactivate", Deactivate).WithSummary("Deactivate a user");
        control.MapPost("/users/{id}/reactivate", Reactivate).WithSummary("Reactivate a user");
        control.MapPost("/users/{id}/role", SetRole).WithSummary("Give a user another access role");
        control.MapPost("/authorized-apps/revoke", Revoke).WithSummary("Revoke the app's access");
        control.MapPost("/access-tokens/expire", ExpireTokens).WithSummary("End the access tokens of now; refresh tokens stay");
    }

    private static IResult Move(string id, MoveBody body, Person person) =>
        Change(person, () => person.Changes.MoveTo(person.Find(id), body.Stage));

    private static IResult Archive(string id, ArchiveBody? body, Person person) => Change(person, () =>
        person.Changes.Archive(person.Find(id), body?.Reason ?? FirstReason(person, hired: false), body?.RequisitionId));

    private static IResult Hire(string id, ArchiveBody? body, Person person) => Change(person, () =>
        person.Changes.Archive(person.Find(id), body?.Reason ?? FirstReason(person, hired: true), body?.RequisitionId));

    private static IResult Unarchive(string id, Person person) => Change(person, () => person.Changes.Unarchive(person.Find(id)));

    private static IResult AddPosting(string id, PostingBody body, Person person) =>
        Change(person, () => person.Changes.AddPosting(person.Find(id), body.Posting));

    private static IResult Delete(string id, Person person) => Change(person, () => person.Changes.Delete(person.Find(id)));

    private static IResult Anonymize(string id, Person person) => Change(
        person, () => person.Contacts.Anonymize(person.Organisation.Contacts.Find(person.Find(id).Contact)!));

    private static IResult Merge(string id, MergeBody body, Person person) =>
        Change(person, () => person.Contacts.Merge(person.Find(id).Contact, person.Find(body.Into).Contact));

    private static IResult AddNote(string id, NoteBody body, Person person) => Change(person, () =>
    {
        var opportunity = person.Find(id);
        person.Organisation.Notes.Put(Note.ByHand(opportunity, body.Value, person.UserId, person.Now));
        person.Changes.Touch(opportunity);
    });

    private static IResult Apply(string id, ApplyBody body, Person person)
    {
        lock (person.Organisation.Gate)
        {
            var posting = person.Organisation.Postings.Find(id) ?? throw Refusal.NotFound("postings", id);
            var application = new Applying(person.Organisation, byApp: false, person.Now)
                .Apply(posting, new([new("fullName", body.Name), new("email", body.Email)]));
            return Results.Ok(new { application.OpportunityId, ApplicationId = application.Id });
        }
    }

    private static IResult SetState(string id, StateBody body, Person person) => Change(person, () =>
    {
        var posting = person.Organisation.Postings.Find(id) ?? throw Refusal.NotFound("postings", id);
        if (!PostingEndpoints.States.Contains(body.State)) throw Refusal.BadRequest($"Unknown state: {body.State}");

        person.Organisation.Postings.Put(posting with { State = body.State, UpdatedAt = person.Now });
    });

    private static IResult Deactivate(string id, Person person) => SetDeactivated(id, person, person.Now);

    private static IResult Reactivate(string id, Person person) => SetDeactivated(id, person, null);

    private static IResult SetDeactivated(string id, Person person, long? deactivatedAt) => Change(person, () =>
    {
        var user = person.Organisation.Users.Find(id) ?? throw Refusal.NotFound("users", id);
        person.Organisation.Users.Put(user with { DeactivatedAt = deactivatedAt });
    });

    private static IResult SetRole(string id, RoleBody body, Person person) => Change(person, () =>
    {
        var user = person.Organisation.Users.Find(id) ?? throw Refusal.NotFound("users", id);
        person.Organisation.Users.Put(user with { AccessRole = body.AccessRole });
    });

    private static IResult Revoke(Person person) => Change(person, () => OAuth.Grant.RevokeAll(person.Organisation, person.Now));

    private static IResult ExpireTokens(Person person) => Change(person, () =>
    {
        foreach (var grant in person.Organisation.Grants.All.ToList())
        {
            person.Organisation.Grants.Put(grant with { FirstValidSerial = grant.LastSerial + 1 });
        }
    });

    private static IResult Change(Person person, Action change)
    {
        lock (person.Organisation.Gate)
        {
            change();
            return Results.NoContent();
        }
    }

    private static string FirstReason(Person person, bool hired) =>
        person.Organisation.ArchiveReasons.All.First(reason => reason.IsHired == hired && reason.Status == "active").Id;

    private sealed record MoveBody(string Stage);

    private sealed record ArchiveBody(string? Reason, string? RequisitionId);

    private sealed record PostingBody(string Posting);

    private sealed record MergeBody(string Into);

    private sealed record NoteBody(string Value);

    private sealed record ApplyBody(string Name, string Email);

    private sealed record StateBody(string State);

    private sealed record RoleBody(string AccessRole);
}
