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
            Emails = NullIfEmpty(emails.Distinct(StringComparer.OrdinalIgnoreCase)),
            Phones = NullIfEmpty(JsonSerializer.Deserialize<Phone[]>(phones, Json.Options)!.Select(Phone)),
            Links = NullIfEmpty(links.Prepend(profileUrl).OfType<string>().Distinct()),
            Tags = NullIfEmpty(tags.Distinct()),
            Postings = postingId is null ? null : [postingId],
        },
        performAs);

    /// <summary>
    /// Whether what was found under the marker is the opportunity that was sent: its time is the marker, it comes from headhuntr.io, and
    /// the name or an e-mail address is the same. Lever may keep the name of a contact that it had already. Of a person who was erased since
    /// only the marker and the source are left to tell.
    /// </summary>
    public static bool IsOf(this LeverOpportunity found, ClaimedItem item) =>
        found.CreatedAt == item.Marker
        && found.Sources?.Contains(Source) == true
        && (item.Sent is not { Opportunity: var sent }
            || string.Equals(found.Name, sent.Name, StringComparison.OrdinalIgnoreCase)
            || found.Emails?.Intersect(sent.Emails ?? [], StringComparer.OrdinalIgnoreCase).Any() == true);

    private static LeverPhone Phone(Phone phone)
    {
        var type = phone.Type?.ToLowerInvariant();
        return new(phone.Value, type is not null && PhoneTypes.Contains(type) ? type : "other");
    }

    private static string? NullIfBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static T[]? NullIfEmpty<T>(IEnumerable<T> items) => items.ToArray() is { Length: > 0 } some ? some : null;
}
