using System.Text.Json;

namespace AppHost.Local;

internal interface IProjectMetadata;

/// <summary>A project of this solution as it was built beside the AppHost, with its launch profile.</summary>
internal sealed record LocalProject(string Folder, string Executable, int Port, IReadOnlyDictionary<string, string> Environment)
{
    // artifacts/bin/AppHost/debug
    private static readonly string OutputFolder = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);

    public static string SolutionFolder { get; } = Path.GetFullPath("../../../..", OutputFolder);

    public static LocalProject Of(IProjectMetadata metadata)
    {
        var name = metadata.GetType().Name.Replace('_', '.');
        var folder = Path.Combine(SolutionFolder, name);
        var executable = Path.GetFullPath($"../../{name}/{Path.GetFileName(OutputFolder)}/{name}", OutputFolder);

        using var settings = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "Properties", "launchSettings.json")));
        var profile = settings.RootElement.GetProperty("profiles").EnumerateObject().First().Value;

        return new(
            folder,
            OperatingSystem.IsWindows() ? executable + ".exe" : executable,
            new Uri(profile.GetProperty("applicationUrl").GetString()!).Port,
            profile.GetProperty("environmentVariables").EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetString()!));
    }
}
