using Integration.Benchmarks.Stack;

namespace Integration.Benchmarks.Proofs;

/// <summary>
/// The people of a proof: each has a name that nobody else has, every third no e-mail address, every tenth two notes, so that Lever's
/// ledger alone tells who is there once.
/// </summary>
internal sealed class People
{
    private readonly string _prefix;
    private readonly int _count;

    private People(string prefix, int count, string[] ids) => (_prefix, _count, Ids) = (prefix, count, ids);

    public string[] Ids { get; }

    public static async Task<People> PushAsync(HostAccount account, int count)
    {
        var prefix = Guid.NewGuid().ToString("N")[..8];
        var ids = await account.PushCandidatesAsync(count, place => new
        {
            name = Name(prefix, place),
            emails = place % 3 == 0 ? [] : new[] { $"{prefix}-{place}@people.example" },
            notes = place % 10 == 0 ? new[] { new { id = "a", text = Note(prefix, place, "a") }, new { id = "b", text = Note(prefix, place, "b") } } : [],
        });
        return new(prefix, count, ids);
    }

    public Verdict Judge(IReadOnlyList<HeldOpportunity> held)
    {
        var opportunities = Count(held.Select(one => one.Name));
        var notes = Count(held.SelectMany(one => one.Notes).SelectMany(note => note.Values));
        var people = Enumerable.Range(0, _count).Select(place => opportunities.GetValueOrDefault(Name(_prefix, place))).ToList();
        var written = Enumerable.Range(0, _count).Where(place => place % 10 == 0)
            .SelectMany(place => (string[])[Note(_prefix, place, "a"), Note(_prefix, place, "b")]).Select(text => notes.GetValueOrDefault(text)).ToList();
        return new(
            people.Count, people.Sum(times => Math.Max(0, times - 1)), people.Count(times => times == 0),
            written.Count, written.Sum(times => Math.Max(0, times - 1)), written.Count(times => times == 0));

        static Dictionary<string, int> Count(IEnumerable<string> texts) => texts.GroupBy(text => text).ToDictionary(group => group.Key, group => group.Count());
    }

    private static string Name(string prefix, int place) => $"Person {prefix} {place}";

    private static string Note(string prefix, int place, string id) => $"Note {id} on {prefix} {place}";
}

/// <summary>What Lever's ledger says of people who were all to be there once, with each of their notes once.</summary>
internal sealed record Verdict(int People, int Duplicates, int Lost, int Notes, int NoteDuplicates, int NotesLost)
{
    public static Verdict Add(Verdict one, Verdict other) => new(
        one.People + other.People, one.Duplicates + other.Duplicates, one.Lost + other.Lost,
        one.Notes + other.Notes, one.NoteDuplicates + other.NoteDuplicates, one.NotesLost + other.NotesLost);

    public bool IsEachOnce => this is { Duplicates: 0, Lost: 0, NoteDuplicates: 0, NotesLost: 0 };

    public bool IsAllThere => this is { Lost: 0, NotesLost: 0 };
}
