using Lever.Sandbox.Api;
using Lever.Sandbox.Contacts;
using Lever.Sandbox.Organisations;

namespace Lever.Sandbox.Opportunities;

/// <summary>
/// Which person a new opportunity belongs to (documented): the contact named; else one with an e-mail in common, whose
/// own data wins; else somebody new. Without an e-mail it is always somebody new.
/// </summary>
internal sealed class ContactMatch(Organisation organisation)
{
    public (Contact Contact, bool Deduped) For(NewOpportunity body)
    {
        if (body.Contact is { } id) return (Named(id, body), true);

        var match = (body.Emails ?? [])
            .SelectMany(email => organisation.ContactsByEmail[Contact.Canonical(email)])
            .FirstOrDefault(contact => !contact.IsAnonymized);
        return match is null ? (New(body), false) : (Completed(match, body), true);
    }

    /// <summary>What the body says besides is added to a contact that it names.</summary>
    private Contact Named(string id, NewOpportunity body)
    {
        var contact = organisation.Contacts.Find(id) ?? throw Performer.Unknown(organisation, "contacts", id);
        if (contact.IsAnonymized) throw Refusal.BadRequest($"contacts {id} is anonymized");

        return contact with
        {
            Emails = [.. contact.Emails.Concat(body.Emails ?? []).DistinctBy(Contact.Canonical)],
            Phones = [.. contact.Phones.Concat(Phones(body)).DistinctBy(phone => phone.Value)],
            Links = [.. contact.Links.Concat(Links(body)).Distinct()],
        };
    }

    /// <summary>New data only fills what is empty: *assumed* of "the existing data takes precedence".</summary>
    private static Contact Completed(Contact contact, NewOpportunity body) => contact with
    {
        Name = Either(contact.Name, body.Name),
        Headline = Either(contact.Headline, body.Headline),
        Location = Either(contact.Location, body.Location),
        Phones = contact.Phones is { Count: > 0 } phones ? phones : Phones(body),
        Links = contact.Links is { Count: > 0 } links ? links : Links(body),
    };

    private static Contact New(NewOpportunity body) => new()
    {
        Id = Seed.NewId(),
        Name = body.Name ?? "",
        Headline = body.Headline ?? "",
        Location = body.Location ?? "",
        Emails = [.. (body.Emails ?? []).DistinctBy(Contact.Canonical)],
        Phones = Phones(body),
        Links = Links(body),
    };

    private static string Either(string existing, string? added) => existing.Length > 0 ? existing : added ?? "";

    /// <summary>Answers always carried a type (recorded); which one is given to a phone without is *assumed*.</summary>
    private static IReadOnlyList<Phone> Phones(NewOpportunity body) =>
        [.. (body.Phones ?? []).Select(phone => phone with { Type = phone.Type ?? "other" })];

    /// <summary>Links without a scheme get one (seen in a client's fixture).</summary>
    private static IReadOnlyList<string> Links(NewOpportunity body) => [.. (body.Links ?? [])
        .Select(link => link.Contains("://", StringComparison.Ordinal) ? link : "http://" + link)
        .Distinct()];
}
