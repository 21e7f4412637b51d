using Lever.Sandbox.Opportunities;
using Lever.Sandbox.Organisations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Lever.Sandbox.Pages;

/// <summary>Who is in an organisation's Lever, by stage.</summary>
internal sealed class IndexModel(LeverState lever) : PageModel
{
    /// <summary>A stage can hold tens of thousands; nobody scrolls past these.</summary>
    private const int ShownPerStage = 50;

    [BindProperty(SupportsGet = true)]
    public string? Organisation { get; set; }

    public IReadOnlyList<Organisation> Organisations { get; private set; } = [];

    public Organisation Chosen { get; private set; } = null!;

    public IReadOnlyList<Column> Columns { get; private set; } = [];

    public IActionResult OnGet()
    {
        Organisations = [.. lever.All];
        if ((string.IsNullOrEmpty(Organisation) ? lever.Demo : lever.Find(Organisation)) is not { } chosen) return NotFound();

        Chosen = chosen;
        lock (chosen.Gate)
        {
            Columns = [.. Build(chosen)];
        }

        return Page();
    }

    private static IEnumerable<Column> Build(Organisation organisation)
    {
        var opportunities = organisation.Opportunities;
        var all = opportunities.Listed.All.Select(position => opportunities.Get(position.Id)).ToList();
        var byStage = all.Where(opportunity => opportunity.Archived is null).ToLookup(opportunity => opportunity.Stage);

        foreach (var stage in organisation.Stages.All) yield return Of(stage.Text, byStage[stage.Id]);
        yield return Of("Archived", all.Where(opportunity => opportunity.Archived is not null));

        Column Of(string title, IEnumerable<Opportunity> members)
        {
            var people = members.ToList();
            return new(title, people.Count, [.. people.Take(ShownPerStage).Select(o => Person.Of(organisation, o))]);
        }
    }

    internal sealed record Column(string Title, int Count, IReadOnlyList<Person> People)
    {
        public int Hidden => Count - People.Count;
    }

    internal sealed record Person(
        string Id, string Name, string? Posting, IReadOnlyList<string> Sources, long CreatedAt, string? ArchiveReason, bool IsHired)
    {
        public static Person Of(Organisation organisation, Opportunity opportunity)
        {
            var contact = organisation.Contacts.Find(opportunity.Contact);
            var application = organisation.Applications.Find(opportunity.Application);
            var reason = organisation.ArchiveReasons.Find(opportunity.Archived?.Reason);
            return new(
                opportunity.Id,
                contact is { Name.Length: > 0 } ? contact.Name : "No name",
                organisation.Postings.Find(application?.Posting)?.Text,
                opportunity.Sources,
                opportunity.CreatedAt,
                reason?.Text,
                reason?.IsHired is true);
        }
    }
}
