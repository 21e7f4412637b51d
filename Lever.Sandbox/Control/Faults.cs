namespace Lever.Sandbox.Control;

/// <summary>Failures ordered for an organisation, taken by its next matching calls.</summary>
internal sealed class Faults
{
    public const string Delay = "delay";
    public const string CutBefore = "cut-before";
    public const string CutAfter = "cut-after";

    public static readonly IReadOnlyList<string> Kinds = [Delay, "400", "403", "429", "500", "503", CutBefore, CutAfter];

    private readonly Lock _gate = new();
    private readonly List<Ordered> _faults = [];

    public void Add(Fault fault)
    {
        lock (_gate)
        {
            _faults.Add(new(fault) { Left = fault.Times });
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _faults.Clear();
        }
    }

    public IReadOnlyList<Fault> Pending()
    {
        lock (_gate)
        {
            return [.. _faults.Select(ordered => ordered.Fault with { Times = ordered.Left })];
        }
    }

    /// <summary>The oldest fault that concerns this call; it is used up by one.</summary>
    public Fault? Take(string method, string path, string template)
    {
        lock (_gate)
        {
            if (_faults.Find(ordered => ordered.Fault.Concerns(method, path, template)) is not { } found) return null;

            if (--found.Left == 0) _faults.Remove(found);
            return found.Fault;
        }
    }

    private sealed record Ordered(Fault Fault)
    {
        public int Left { get; set; }
    }
}

/// <summary>
/// How the next calls of a method and path fail. <see cref="After"/> means after the work was done: for "500" and
/// "503" the write is there, for "delay" the answer is late but the write is not.
/// </summary>
internal sealed record Fault(
    string Kind, string Path = "/v1", string Method = "*", int Times = 1, int DelayMs = 0, bool After = false, bool Exact = false)
{
    public bool Concerns(string method, string path, string template)
    {
        if (Method != "*" && !Method.Equals(method, StringComparison.OrdinalIgnoreCase)) return false;
        if (path == Path || template == Path) return true;

        return !Exact && path.StartsWith(Path + "/", StringComparison.Ordinal);
    }
}
