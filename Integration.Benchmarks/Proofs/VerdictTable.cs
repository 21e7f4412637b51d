using System.Globalization;

namespace Integration.Benchmarks.Proofs;

/// <summary>What came of each proof, as a table to read.</summary>
internal sealed class VerdictTable
{
    private static readonly string[] Head = ["proof", "people", "duplicates", "lost", "notes", "twice", "lost", "longest doubt", "deaths", "promise"];

    private readonly List<string[]> _rows = [];

    /// <param name="isKept">Whether what the proof is about is so.</param>
    public void Add(string name, Verdict verdict, TimeSpan doubt, int deaths, bool isKept)
    {
        string[] row =
        [
            name, $"{verdict.People}", $"{verdict.Duplicates}", $"{verdict.Lost}", $"{verdict.Notes}", $"{verdict.NoteDuplicates}", $"{verdict.NotesLost}",
            doubt == TimeSpan.Zero ? "–" : doubt.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s", $"{deaths}", isKept ? "kept" : "BROKEN",
        ];
        _rows.Add(row);
        Console.WriteLine($"  {string.Join(" | ", row)}");
    }

    /// <summary>In Markdown.</summary>
    public override string ToString()
    {
        var widths = Head.Select((head, column) => _rows.Select(row => row[column].Length).Append(head.Length).Max()).ToArray();
        string[] lines = [Line(Head), Line([.. widths.Select(width => new string('-', width))]), .. _rows.Select(Line)];
        return string.Join(Environment.NewLine, lines);

        string Line(string[] cells) => $"| {string.Join(" | ", cells.Select((cell, column) => cell.PadRight(widths[column])))} |";
    }
}
