using Lever.Sandbox.Opportunities;
using Lever.Sandbox.Organisations;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Lever.Sandbox.Pages;

/// <summary>Who is in an organisation's Lever, by stage.</summary>
internal sealed class IndexModel(LeverState lever, Viewer viewer) : PageModel
{
    /// <summary>A stage can hold tens of thousands; nobody scrolls past these.</summary>
    private const int ShownPerStage = 50;

    public IReadOnlyList<Organisation> Organisations { get; private set; } = [];

    public IReadOnlyList<Column> Columns { get; private set; } = [];

    public string? Said { get; private set; }

    public void OnGet(string? said)
    {
        Said = said == "deleted" ? "The candidate was deleted." : null;
        Organisations = [.. lever.All];
        lock (viewer.Organisation.Gate)
        {
            Columns = [.. Build(viewer.Organisation)];
        }
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
            var application = organisation.Applications.Find(opportunity.Application);
            var reason = organisation.ArchiveReasons.Find(opportunity.Archived?.Reason);
            return new(
                opportunity.Id,
                Text.Name(organisation.Contacts.Find(opportunity.Contact)),
                organisation.Postings.Find(application?.Posting)?.Text,
                opportunity.Sources,
                opportunity.CreatedAt,
                reason?.Text,
                reason?.IsHired is true);
        }
    }
}
