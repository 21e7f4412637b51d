namespace Lever.Sandbox.State;

/// <summary>Finds the rows of a table by keys that several rows may share.</summary>
internal sealed class Lookup<T> where T : class, IRow
{
    private readonly Dictionary<string, Dictionary<string, T>> _rows = [];

    public Lookup(Table<T> table, Func<T, IEnumerable<string>> keys) => table.Changed += (before, after) =>
    {
        foreach (var key in before is null ? [] : keys(before))
        {
            if (_rows.TryGetValue(key, out var rows) && rows.Remove(before!.Id) && rows.Count == 0) _rows.Remove(key);
        }

        foreach (var key in after is null ? [] : keys(after))
        {
            if (!_rows.TryGetValue(key, out var rows)) _rows[key] = rows = [];
            rows[after!.Id] = after;
        }
    };

    public IReadOnlyCollection<T> this[string key] => _rows.TryGetValue(key, out var rows) ? rows.Values : [];

    public IEnumerable<(string Key, int Count)> Counts => _rows.Select(entry => (entry.Key, entry.Value.Count));
}

/// <summary>Keeps the rows of a table in an order; rows without a key are left out.</summary>
internal sealed class Order<T, TKey>
    where T : class, IRow
    where TKey : struct, IComparable<TKey>
{
    private readonly SortedSet<TKey> _keys = [];

    public Order(Table<T> table, Func<T, TKey?> key) => table.Changed += (before, after) =>
    {
        if (before is not null && key(before) is { } old) _keys.Remove(old);
        if (after is not null && key(after) is { } now) _keys.Add(now);
    };

    public int Count => _keys.Count;

    public IEnumerable<TKey> All => _keys;

    public bool Contains(TKey key) => _keys.Contains(key);

    public IEnumerable<TKey> From(TKey first) => _keys.Count == 0 || first.CompareTo(_keys.Max) > 0
        ? []
        : _keys.GetViewBetween(first, _keys.Max);

    public IEnumerable<TKey> Between(TKey first, TKey last) => first.CompareTo(last) > 0
        ? []
        : _keys.GetViewBetween(first, last);
}

/// <summary>A moment in milliseconds and the row that it belongs to.</summary>
internal readonly record struct Moment(long At, string Id) : IComparable<Moment>
{
    /// <summary>Sorts after every id.</summary>
    private const string LastId = "\uffff";

    public static Moment FirstOf(long at) => new(at, "");

    public static Moment LastOf(long at) => new(at, LastId);

    public int CompareTo(Moment other) => At.CompareTo(other.At) is var order and not 0
        ? order
        : string.CompareOrdinal(Id, other.Id);
}
