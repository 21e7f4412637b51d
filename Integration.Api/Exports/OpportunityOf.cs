using System.Text.Json;
using Integration.Api.Http;
using Integration.Api.Lever;
using Integration.Api.Platform;

namespace Integration.Api.Exports;

/// <summary>A candidate of headhuntr.io in Lever's words.</summary>
internal static class OpportunityOf
{
    /// <summary>What every opportunity of ours has as its source.</summary>
    public const string Source = "headhuntr.io";

    /// <summary>The stage New Lead. Its id is a word in every Lever account.</summary>
    public const string NewLead = "lead-new";

    private static readonly HashSet<string> PhoneTypes = ["mobile", "home", "work", "skype", "other"];

    public static SentOpportunity Candidate(
        string name, string? headline, string? location, string[] emails, string phones, string[] links, string[] tags, string? profileUrl,
        string? postingId, string performAs, long marker) => new(
        new(name, NewLead, "sourced", performAs, [Source], marker)
        {
            Headline = NullIfBlank(headline),
            Location = NullIfBlank(location),
            Emails = NullIfEmpty(emails.Select(Text.Email).Distinct(StringComparer.OrdinalIgnoreCase)),
            Phones = NullIfEmpty(JsonSerializer.Deserialize<Phone[]>(phones, Json.Options)!.Select(Phone)),
            Links = NullIfEmpty(links.Prepend(profileUrl).OfType<string>().Distinct()),
            Tags = NullIfEmpty(tags.Distinct()),
            Postings = postingId is null ? null : [postingId],
        },
        performAs);

    /// <summary>
    /// How far what Lever has from the moment of the marker is the opportunity that was sent. Lever may keep the name and the address of a
    /// contact that it had already, spell a source as it did before, and put people together. Of a person who was erased since only the
    /// marker and the source are left to tell. Names are compared as they come: both are given in NFC.
    /// </summary>
    public static Likeness LikenessTo(this LeverOpportunity found, ClaimedItem item)
    {
        if (found.CreatedAt != item.Marker) return Likeness.None;

        var isOurs = found.Sources?.Contains(Source, StringComparer.OrdinalIgnoreCase) == true;
        var isThem = item.Sent is not { Opportunity: var sent }
            || Canonical(found.Name) == Canonical(sent.Name)
            || Any(found.Emails, sent.Emails, CanonicalEmail)
            || Any(found.Links, sent.Links, CanonicalLink);
        return (isOurs, isThem, item.Sent) switch
        {
            (true, true, _) => Likeness.Same,
            (true, false, _) or (false, true, not null) => Likeness.Unclear,
            _ => Likeness.None,
        };

        static bool Any(IReadOnlyList<string>? found, IReadOnlyList<string>? sent, Func<string, string> canonical) =>
            found is not null && sent is not null && found.Select(canonical).Intersect(sent.Select(canonical)).Any();
    }

    private static string Canonical(string? text) =>
        string.Join(' ', (text ?? "").ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Lever takes addresses for the same that differ in what mail programs leave out: it does not say exactly which.</summary>
    private static string CanonicalEmail(string email)
    {
        var (box, at, host) = email.Trim().ToLowerInvariant() is var address && address.LastIndexOf('@') is >= 0 and var split
            ? (address[..split], "@", address[(split + 1)..])
            : (email, "", "");
        return box.Split('+')[0].Replace(".", "", StringComparison.Ordinal) + at + host;
    }

    private static string CanonicalLink(string link)
    {
        var lower = link.Trim().ToLowerInvariant().TrimEnd('/');
        return lower[(lower.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? scheme + 3 : 0)..];
    }

    private static LeverPhone Phone(Phone phone)
    {
        var type = phone.Type?.ToLowerInvariant();
        return new(phone.Value, type is not null && PhoneTypes.Contains(type) ? type : "other");
    }

    private static string? NullIfBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static T[]? NullIfEmpty<T>(IEnumerable<T> items) => items.ToArray() is { Length: > 0 } some ? some : null;
}

/// <summary>Whether an opportunity in Lever is the one that was sent.</summary>
internal enum Likeness
{
    /// <summary>It has nothing to do with us.</summary>
    None,

    /// <summary>It must be the one, and looks different: neither adopted nor sent again by itself.</summary>
    Unclear,

    Same,
}
