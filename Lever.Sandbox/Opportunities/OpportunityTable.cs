using Lever.Sandbox.Organisations;
using Lever.Sandbox.State;

namespace Lever.Sandbox.Opportunities;

/// <summary>
/// The opportunities of an organisation, with the indexes that keep look-ups flat at tens of thousands. Deleted ones
/// stay, for the deleted list and the ledger, and are in no index of the living.
/// </summary>
internal sealed class OpportunityTable
{
    private readonly Table<Opportunity> _table;
    private readonly Organisation _organisation;

    public OpportunityTable(Table<Opportunity> table, Organisation organisation)
    {
        (_table, _organisation) = (table, organisation);
        Listed = new(table, o => o.IsLive ? PositionOf(o) : null);
        ByCreatedAt = new(table, o => o.IsLive ? new Moment(o.CreatedAt, o.Id) : null);
        ByUpdatedAt = new(table, o => o is { IsLive: true, UpdatedAt: { } at } ? new Moment(at, o.Id) : null);
        ByDeletedAt = new(table, o => o.DeletedAt is { } at ? new Moment(at, o.Id) : null);
        OfContact = new(table, o => o.IsLive ? [o.Contact] : []);
        OfTag = new(table, o => o.IsLive ? o.Tags.Distinct() : []);
        OfSource = new(table, o => o.IsLive ? o.Sources.Distinct() : []);
    }

    /// <summary>In the order of Lever's list: by stage, then newest first.</summary>
    public Order<Opportunity, Position> Listed { get; }

    public Order<Opportunity, Moment> ByCreatedAt { get; }

    public Order<Opportunity, Moment> ByUpdatedAt { get; }

    public Order<Opportunity, Moment> ByDeletedAt { get; }

    public Lookup<Opportunity> OfContact { get; }

    public Lookup<Opportunity> OfTag { get; }

    public Lookup<Opportunity> OfSource { get; }

    public IReadOnlyCollection<Opportunity> AllWithDeleted => _table.All;

    public Opportunity Put(Opportunity opportunity) => _table.Put(opportunity);

    public Opportunity? Find(string? id) => _table.Find(id) is { IsLive: true } opportunity ? opportunity : null;

    public Opportunity? FindWithDeleted(string id) => _table.Find(id);

    public Opportunity Get(string id) => _table.Find(id)!;

    public Position PositionOf(Opportunity opportunity) =>
        new(_organisation.IndexOf(opportunity.Stage), opportunity.CreatedAt, opportunity.Id);
}

/// <summary>Where an opportunity stands in Lever's list.</summary>
internal readonly record struct Position(int StageRank, long CreatedAt, string Id) : IComparable<Position>
{
    public int CompareTo(Position other)
    {
        if (StageRank.CompareTo(other.StageRank) is var byStage and not 0) return byStage;
        if (other.CreatedAt.CompareTo(CreatedAt) is var newestFirst and not 0) return newestFirst;
        return string.CompareOrdinal(Id, other.Id);
    }
}
