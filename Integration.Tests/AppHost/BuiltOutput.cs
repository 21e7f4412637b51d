namespace Integration.Tests.AppHost;

/// <summary>What the build made, beside these tests.</summary>
internal static class BuiltOutput
{
    // artifacts/bin/Integration.Tests/debug
    private static readonly string Own = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);

    public static string Configuration => Path.GetFileName(Own);

    public static string Solution { get; } = Path.GetFullPath("../../../..", Own);

    public static string Executable => ExecutableIn(Solution);

    public static string ExecutableIn(string solution) => Path.Combine(solution, "artifacts", "bin", "AppHost", Configuration, "AppHost");
}
