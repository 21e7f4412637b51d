using System.Text.Json;

namespace Lever.Sandbox.State;

/// <summary>A row of a table: immutable, so that the journal can write it while the next request goes on.</summary>
internal interface IRow
{
    string Id { get; }
}

/// <summary>A table as the journal sees it.</summary>
internal interface ITable
{
    string Name { get; }

    IEnumerable<IRow> Rows { get; }

    void Restore(string id, JsonElement? row);
}

/// <summary>
/// Rows by id, in the order in which they came unless some were removed; every change is told to the indexes and the
/// journal.
/// </summary>
internal sealed class Table<T>(string name, Action<string, string, IRow?> journal) : ITable
    where T : class, IRow
{
    private readonly Dictionary<string, T> _rows = [];

    /// <summary>Raised with the row before (null when added) and after (null when removed).</summary>
    public event Action<T?, T?>? Changed;

    public string Name => name;

    public IReadOnlyCollection<T> All => _rows.Values;

    IEnumerable<IRow> ITable.Rows => _rows.Values;

    public T? Find(string? id) => id is null ? null : _rows.GetValueOrDefault(id);

    public T Put(T row)
    {
        Set(row.Id, row);
        journal(name, row.Id, row);
        return row;
    }

    public void Remove(string id)
    {
        Set(id, null);
        journal(name, id, null);
    }

    public void Restore(string id, JsonElement? row) => Set(id, row?.Deserialize<T>(Journal.Json));

    private void Set(string id, T? row)
    {
        var before = _rows.GetValueOrDefault(id);
        if (row is null) _rows.Remove(id);
        else _rows[id] = row;
        Changed?.Invoke(before, row);
    }
}
