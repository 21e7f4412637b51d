namespace Integration.Benchmarks.Pages;

/// <summary>How soon pages are there, as a browser sees it.</summary>
internal static class PageMeasurements
{
    public static async Task<int> RunAsync(string[] names)
    {
        var figures = new FigureTable();
        var code = await Parts.RunAsync([new("dialog", () => DialogMeasurements.PaintAsync(figures))], names);
        figures.Print();
        return code;
    }
}
