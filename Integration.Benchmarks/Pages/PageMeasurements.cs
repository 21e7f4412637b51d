namespace Integration.Benchmarks.Pages;

/// <summary>How soon pages are there, as a browser sees it.</summary>
internal static class PageMeasurements
{
    private static readonly Part[] All = [];

    public static Task<int> RunAsync(string[] names) => Parts.RunAsync(All, names);
}
