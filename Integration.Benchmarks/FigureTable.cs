using System.Globalization;

namespace Integration.Benchmarks;

/// <summary>Figures beside their physical limits, as a table to read.</summary>
internal sealed class FigureTable
{
    private static readonly string[] Head = ["", "figure", "limit", "ratio", "target", ""];

    private readonly List<string[]> _rows = [];

    /// <param name="limit">What cannot be bettered here, in the same unit; null where there is none.</param>
    /// <param name="isReached">Whether the ratio, or without a limit the figure, is as good as the target; null where there is no target.</param>
    public void Add(string name, double figure, string unit, double? limit, string target, Func<double, bool>? isReached)
    {
        var ratio = figure / limit;
        string[] row =
        [
            name, Number(figure, unit), limit is { } best ? Number(best, unit) : "–", ratio is { } of ? of.ToString("0.000", CultureInfo.InvariantCulture) : "–",
            target, isReached is null ? "" : isReached(ratio ?? figure) ? "reached" : "missed",
        ];
        _rows.Add(row);
        Console.WriteLine($"  {string.Join(" | ", row.Where(cell => cell.Length > 0))}");
    }

    /// <summary>In Markdown.</summary>
    public void Print()
    {
        var widths = Head.Select((head, column) => _rows.Select(row => row[column].Length).Append(head.Length).Max()).ToArray();
        Console.WriteLine();
        Console.WriteLine(Line(Head));
        Console.WriteLine(Line([.. widths.Select(width => new string('-', width))]));
        foreach (var row in _rows) Console.WriteLine(Line(row));

        string Line(string[] cells) => $"| {string.Join(" | ", cells.Select((cell, column) => cell.PadRight(widths[column])))} |";
    }

    private static string Number(double value, string unit) =>
        value.ToString(Math.Abs(value) switch { >= 1_000 => "#,0", >= 10 => "0.#", _ => "0.###" }, CultureInfo.InvariantCulture) + (unit.Length > 0 ? $" {unit}" : "");
}
