using System.Globalization;
using System.Text.Json.Nodes;
using Lever.Sandbox.Api;
using Lever.Sandbox.Contacts;
using Lever.Sandbox.State;

namespace Lever.Sandbox.Opportunities;

/// <summary>
/// <c>GET /opportunities</c>: the documented filters, in Lever's order, a page at a time. It starts from the index
/// that narrows most, so that one instant or one e-mail costs the same among 50 as among 50,000.
/// </summary>
internal sealed class OpportunityQuery(Caller caller, HttpRequest request)
{
    private readonly OpportunityTable _table = caller.Organisation.Opportunities;

    /// <summary>The opportunities of the page, and the first of the next page if there is one.</summary>
    public (IReadOnlyList<Opportunity> Page, Opportunity? Next) Run()
    {
        var limit = Paging.Limit(request);
        var first = Offset();
        var matches = Filter();

        var ordered = Narrowed() is { } few
            ? few.Where(o => first is null || _table.PositionOf(o).CompareTo(first.Value) >= 0).OrderBy(_table.PositionOf)
            : (first is { } from ? _table.Listed.From(from) : _table.Listed.All).Select(position => _table.Get(position.Id));
        var page = ordered.Where(matches).Take(limit + 1).ToList();

        return page.Count > limit ? (page[..limit], page[limit]) : (page, null);
    }

    /// <summary>As recorded: the stage's place, the creation and the id of the first item of the next page.</summary>
    public string TokenOf(Opportunity opportunity)
    {
        var position = _table.PositionOf(opportunity);
        return Paging.Token(position.StageRank, position.CreatedAt, position.Id);
    }

    private Position? Offset()
    {
        if (Paging.Offset(request) is not { } parts) return null;
        if (parts is not [JsonValue rank, JsonValue at, JsonValue id]
            || !rank.TryGetValue<int>(out var stageRank)
            || !at.TryGetValue<long>(out var createdAt)
            || !id.TryGetValue<string>(out var opportunity))
        {
            throw Paging.InvalidOffset();
        }

        var position = new Position(stageRank, createdAt, opportunity);
        var isStale = !_table.Listed.Contains(position);
        return isStale && caller.Organisation.Rules.RefusesStaleOffsets ? throw Paging.InvalidOffset() : position;
    }

    /// <summary>Candidates by the narrowest index that the filters allow; null for all, in order.</summary>
    private IEnumerable<Opportunity>? Narrowed()
    {
        var organisation = caller.Organisation;
        if (Values("contact_id") is { Count: > 0 } contacts) return contacts.Distinct().SelectMany(contact => _table.OfContact[contact]);
        if (Email is { } email) return organisation.ContactsByEmail[email].SelectMany(contact => _table.OfContact[contact.Id]);
        if (Window("created_at") is { } created) return Between(_table.ByCreatedAt, created);
        if (Window("updated_at") is { } updated) return Between(_table.ByUpdatedAt, updated);
        return Values("tag") is [var tag] ? _table.OfTag[tag] : null;
    }

    private IEnumerable<Opportunity> Between(Order<Opportunity, Moment> order, (long Start, long End) window) => order
        .Between(Moment.FirstOf(window.Start), Moment.LastOf(window.End)).Select(moment => _table.Get(moment.Id));

    private Func<Opportunity, bool> Filter()
    {
        var shows = caller.ListFilter(request);
        var filters = new List<Func<Opportunity, bool>> { o => shows(o.Confidentiality) };

        AnyOf("tag", o => o.Tags);
        AnyOf("origin", o => [o.Origin]);
        AnyOf("source", o => o.Sources);
        AnyOf("stage_id", o => [o.Stage]);
        AnyOf("contact_id", o => [o.Contact]);
        AnyOf("location", o => o.OpportunityLocation is { } location ? [location] : []);
        AnyOf("archive_reason_id", o => o.Archived is { } archived ? [archived.Reason] : []);
        AnyOf("posting_id", o => PostingOf(o, archived: false));
        AnyOf("archived_posting_id", o => PostingOf(o, archived: true));
        if (Email is { } email) filters.Add(o => EmailsOf(o).Contains(email));

        Within("created_at", o => o.CreatedAt);
        Within("updated_at", o => o.UpdatedAt);
        Within("advanced_at", o => o.LastAdvancedAt);
        Within("archived_at", o => o.Archived?.ArchivedAt);
        Is("archived", o => o.Archived is not null);
        Is("snoozed", o => o.SnoozedUntil is not null);
        return o => filters.TrueForAll(matches => matches(o));

        void AnyOf(string name, Func<Opportunity, IEnumerable<string>> has)
        {
            if (Values(name) is { Count: > 0 } asked) filters.Add(o => has(o).Any(asked.Contains));
        }

        void Within(string name, Func<Opportunity, long?> at)
        {
            if (Window(name) is { } window) filters.Add(o => at(o) is { } moment && moment >= window.Start && moment <= window.End);
        }

        void Is(string name, Func<Opportunity, bool> has)
        {
            if (Values(name) is [var text, ..])
            {
                var asked = bool.TryParse(text, out var value) ? value : throw Refusal.BadRequest($"{name} must be true or false");
                filters.Add(o => has(o) == asked);
            }
        }
    }

    /// <summary>This filter is documented for one address, unlike the others: *assumed* that a second one counts for nothing.</summary>
    private string? Email => Values("email") is [var first, ..] ? Contact.Canonical(first) : null;

    private IEnumerable<string> EmailsOf(Opportunity opportunity) =>
        caller.Organisation.Contacts.Find(opportunity.Contact)?.Emails.Select(Contact.Canonical) ?? [];

    private IEnumerable<string> PostingOf(Opportunity opportunity, bool archived) =>
        caller.Organisation.Applications.Find(opportunity.Application) is { } application && application.Archived is not null == archived
            ? [application.Posting]
            : [];

    private (long Start, long End)? Window(string name)
    {
        var start = Milliseconds(request, $"{name}_start");
        var end = Milliseconds(request, $"{name}_end");
        return start is null && end is null ? null : (start ?? 0, end ?? long.MaxValue);
    }

    public static long? Milliseconds(HttpRequest request, string name) => request.Query[name].ToString() switch
    {
        "" => null,
        var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var at) => at,
        _ => throw Refusal.BadRequest($"{name} must be milliseconds since 1970"),
    };

    private IReadOnlyList<string> Values(string name) => Shape.Values(request, name);
}
