using System.Globalization;
using AppHost.Embedded;

namespace Integration.Tests.AppHost;

/// <summary>
/// What runs on behalf of a start. Its services are no children of the AppHost, but every process of it has inherited
/// the setting that names the start's own data folder.
/// </summary>
internal static class StartedProcesses
{
    public const string Setting = "DataFolder";

    public static async Task<IReadOnlyList<StartedProcess>> OfAsync(string dataFolder)
    {
        // On Linux and macOS, each in its own words: all processes, with their environment.
        var (_, lines) = await ChildProcess.RunAsync(new("ps", OperatingSystem.IsMacOS() ? "axEww" : "axeww", "-o", "pid=,args="));
        return
        [
            .. lines.Split('\n')
                .Where(line => $"{line} ".Contains($" {Setting}={dataFolder} ", StringComparison.Ordinal))
                .Select(line => line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries))
                .Select(words => new StartedProcess(int.Parse(words[0], CultureInfo.InvariantCulture), words[1])),
        ];
    }
}

internal sealed record StartedProcess(int Id, string Program);
