using Lever.Sandbox.Api;
using Lever.Sandbox.State;

namespace Lever.Sandbox.Contacts;

internal static class ContactEndpoints
{
    public static void MapContacts(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/contacts/{id}", Get).Needs("contact:read").WithSummary("Get a contact");
        v1.MapPut("/contacts/{id}", Update).Needs("contact:write").WithSummary("Update a contact");
    }

    private static IResult Get(string id, Caller caller)
    {
        lock (caller.Organisation.Gate)
        {
            return LeverJson.Single(Find(caller, id).ToJson());
        }
    }

    /// <summary>Only what the body names changes. The location is plain text here, and the answer lacks isAnonymized (recorded).</summary>
    private static IResult Update(string id, ContactUpdate update, Caller caller, TimeProvider clock)
    {
        lock (caller.Organisation.Gate)
        {
            var contact = Find(caller, id);
            if (update.Phones?.Any(phone => phone?.Value is null) is true) throw Refusal.BadRequest("phones need a value");
            if (contact.IsAnonymized) throw Refusal.BadRequest($"contacts {id} is anonymized");

            var changed = new ContactChanges(caller.Organisation, byApp: true, clock.Milliseconds()).Put(contact with
            {
                Name = update.Name ?? contact.Name,
                Headline = update.Headline ?? contact.Headline,
                Location = update.Location ?? contact.Location,
                Emails = update.Emails ?? contact.Emails,
                Phones = update.Phones ?? contact.Phones,
            });
            var answer = changed.ToJson();
            answer.Remove("isAnonymized");
            return LeverJson.Single(answer);
        }
    }

    private static Contact Find(Caller caller, string id) =>
        caller.Organisation.Contacts.Find(id) ?? throw Refusal.NotFound("contacts", id);
}

internal sealed record ContactUpdate(
    string? Name, string? Headline, string? Location, IReadOnlyList<string>? Emails, IReadOnlyList<Phone>? Phones);
