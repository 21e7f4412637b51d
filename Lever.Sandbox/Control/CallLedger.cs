namespace Lever.Sandbox.Control;

/// <summary>How often each method and path template was called, and how each call was answered.</summary>
internal sealed class CallLedger
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Method, string Path), SortedDictionary<string, int>> _calls = [];

    /// <param name="answer">The status, or "cut" when the connection was cut instead.</param>
    public void Add(string method, string path, string answer)
    {
        lock (_gate)
        {
            if (!_calls.TryGetValue((method, path), out var answers)) _calls[(method, path)] = answers = [];
            answers[answer] = answers.GetValueOrDefault(answer) + 1;
        }
    }

    public IReadOnlyList<CallCount> Counts()
    {
        lock (_gate)
        {
            return [.. _calls
                .Select(call => new CallCount(
                    call.Key.Method, call.Key.Path, call.Value.Values.Sum(), new Dictionary<string, int>(call.Value)))
                .OrderBy(call => call.Path, StringComparer.Ordinal)
                .ThenBy(call => call.Method, StringComparer.Ordinal)];
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _calls.Clear();
        }
    }
}

internal sealed record CallCount(string Method, string Path, int Count, IReadOnlyDictionary<string, int> Answers);
