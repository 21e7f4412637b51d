using System.Reflection;
using AppHost.Embedded;

namespace Integration.Tests.AppHost;

/// <summary>
/// A clone in a folder that only its owner may enter, such as a home. The AppHost is built there, because a build notes
/// where its projects are; of the services a copy is enough.
/// </summary>
public sealed class ClosedClone : IAsyncLifetime
{
    private static readonly string[] Services = ["Integration.Api", "Integration.Ui", "Lever.Sandbox"];
    private static readonly string[] Settings = ["Directory.Build.props", "Directory.Packages.props", "global.json"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("headhuntr-closed-");

    public string Folder => _folder.FullName;

    public string Project => Path.Combine(Folder, "AppHost");

    public string Executable => BuiltOutput.ExecutableIn(Folder);

    public string DataFolder => Path.Combine(Folder, ".data");

    public async ValueTask InitializeAsync()
    {
        foreach (var file in Settings) await CopyAsync(file);
        foreach (var project in Services.Append("AppHost").Append("ServiceDefaults"))
            foreach (var folder in new[] { project, $"artifacts/obj/{project}", $"artifacts/bin/{project}/{BuiltOutput.Configuration}" }) await CopyAsync(folder);

        await RunAsync(
            "dotnet", "build", Project, "--configuration", BuiltOutput.Configuration, "--no-restore",
            "-p:BuildProjectReferences=false", "-nodeReuse:false");
        foreach (var manifest in _folder.EnumerateFiles("*.staticwebassets.runtime.json", SearchOption.AllDirectories)) await MoveAssetsAsync(manifest.FullName);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    public Task GiveToAsync(string user) => RunAsync("chown", "-R", user, Folder);

    /// <summary>Aspire's orchestrator, which the build takes from the packages of whoever built: no other user may read those.</summary>
    public async Task<string> CopyOrchestratorAsync()
    {
        var installed = typeof(Projects.AppHost).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(noted => noted.Key.Equals("DcpCliPath", StringComparison.OrdinalIgnoreCase)).Value!;
        var copy = Path.Combine(Folder, Path.GetFileName(installed));
        if (!File.Exists(copy)) await RunAsync("cp", installed, copy);
        return copy;
    }

    /// <summary>As it is, the times too: what is unchanged is not built again.</summary>
    private async Task CopyAsync(string path)
    {
        var target = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        await RunAsync("cp", "-a", Path.Combine(BuiltOutput.Solution, path), target);
    }

    /// <summary>A build notes where the static files are, by their full paths: this clone has its own.</summary>
    private async Task MoveAssetsAsync(string manifest)
    {
        var solution = BuiltOutput.Solution.TrimEnd(Path.DirectorySeparatorChar);
        var noted = await File.ReadAllTextAsync(manifest);
        await File.WriteAllTextAsync(manifest, noted.Replace(solution, Folder, StringComparison.Ordinal));
    }

    private static async Task RunAsync(string command, params string[] arguments)
    {
        var (code, output) = await ChildProcess.RunAsync(new(command, arguments));
        Assert.True(code == 0, output);
    }
}
