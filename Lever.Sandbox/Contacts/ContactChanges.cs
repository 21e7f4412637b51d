using Lever.Sandbox.Api;
using Lever.Sandbox.Organisations;
using Lever.Sandbox.Webhooks;

namespace Lever.Sandbox.Contacts;

/// <summary>Writes contacts: their opportunities count as updated with them, and webhooks tell of it.</summary>
internal sealed class ContactChanges(Organisation organisation, bool byApp, long now)
{
    private const string AnonymizedName = "Anonymized candidate";

    public Contact Put(Contact contact)
    {
        var isNew = organisation.Contacts.Find(contact.Id) is null;
        organisation.Contacts.Put(contact);

        var opportunities = organisation.Opportunities;
        foreach (var opportunity in opportunities.OfContact[contact.Id].ToList()) opportunities.Put(opportunity with { UpdatedAt = now });

        organisation.Outbox.OfContact(isNew ? WebhookEvents.ContactCreated : WebhookEvents.ContactUpdated, contact.Id, byApp, now);
        return contact;
    }

    /// <summary>Takes away who this was, with notes and files; the opportunities stay.</summary>
    public Contact Anonymize(Contact contact)
    {
        foreach (var opportunity in organisation.Opportunities.OfContact[contact.Id])
        {
            foreach (var file in organisation.FilesOf[opportunity.Id].ToList()) organisation.Files.Put(file with { DeletedAt = now });
            foreach (var note in organisation.NotesOf[opportunity.Id].ToList()) organisation.Notes.Put(note with { DeletedAt = now });
        }

        return Put(new() { Id = contact.Id, Name = AnonymizedName, IsAnonymized = true });
    }

    /// <summary>Two contacts become one, for good; the opportunities of the first get another contact id.</summary>
    public Contact Merge(string id, string intoId)
    {
        if (id == intoId) throw Refusal.BadRequest("They are one contact already");

        var (gone, into) = (organisation.Contacts.Find(id)!, organisation.Contacts.Find(intoId)!);
        foreach (var opportunity in organisation.Opportunities.OfContact[id].ToList())
        {
            organisation.Opportunities.Put(opportunity with { Contact = intoId, UpdatedAt = now });
        }

        organisation.Contacts.Remove(id);
        return Put(into with
        {
            Emails = [.. into.Emails.Concat(gone.Emails).DistinctBy(Contact.Canonical)],
            Phones = [.. into.Phones.Concat(gone.Phones).DistinctBy(phone => phone.Value)],
            Links = [.. into.Links.Union(gone.Links)],
        });
    }
}
