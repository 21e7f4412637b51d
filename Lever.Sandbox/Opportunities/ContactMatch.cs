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
            Emails = Added(contact.Emails, body.Emails ?? [], Contact.Canonical),
            Phones = Added(contact.Phones, Phones(body), phone => phone.Value),
            Links = Added(contact.Links, Links(body), link => link),
        };
    }

    /// <summary>New data only fills what is empty: *assumed* of "the existing data takes precedence".</summary>
    private static Contact Completed(Contact contact, NewOpportunity body) => contact with
    {
        Name = Either(contact.Name, body.Name),
        Headline = Either(contact.Headline, body.Headline),
        Location = Either(contact.Location, body.Location),
        Phones = Either(contact.Phones, Phones(body)),
        Links = Either(contact.Links, Links(body)),
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

    private static IReadOnlyList<T> Either<T>(IReadOnlyList<T> existing, IReadOnlyList<T> added) =>
        existing.Count > 0 || added.Count == 0 ? existing : added;

    /// <summary>The same list when nothing is new, so that an unchanged contact is equal to what it was.</summary>
    private static IReadOnlyList<T> Added<T>(IReadOnlyList<T> existing, IReadOnlyList<T> added, Func<T, string> identity)
    {
        List<T> all = [.. existing.Concat(added).DistinctBy(identity)];
        return all.Count == existing.Count ? existing : all;
    }

    /// <summary>Answers always carried a type (recorded); which one is given to a phone without is *assumed*.</summary>
    private static IReadOnlyList<Phone> Phones(NewOpportunity body) =>
        [.. (body.Phones ?? []).Select(phone => phone with { Type = phone.Type ?? "other" })];

    /// <summary>Links without a scheme get one (seen in a client's fixture).</summary>
    private static IReadOnlyList<string> Links(NewOpportunity body) => [.. (body.Links ?? [])
        .Select(link => link.Contains("://", StringComparison.Ordinal) ? link : "http://" + link)
        .Distinct()];
}
