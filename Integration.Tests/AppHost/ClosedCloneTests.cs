using System.Text.Json;
using AppHost.Embedded;

namespace Integration.Tests.AppHost;

/// <summary>A clone in a folder that only its owner may enter, such as a home.</summary>
public sealed class ClosedCloneTests : IDisposable
{
    private readonly DirectoryInfo _closed = Directory.CreateTempSubdirectory("headhuntr-closed-");

    [Fact]
    public async Task It_starts_for_an_ordinary_user_who_owns_the_folder()
    {
        await CopyAsync();
        if (Environment.IsPrivilegedProcess) await RunAsync("chown", "-R", "nobody", _closed.FullName);

        await using var host = await AppHostProcess.Start(Path.Combine(_closed.FullName, ".data"), change: start =>
        {
            start.FileName = BuiltOutput.ExecutableIn(_closed.FullName);
            start.Environment["HOME"] = _closed.FullName;
            if (!Environment.IsPrivilegedProcess) return start;

            foreach (var argument in new[] { start.FileName, "--", "--clear-groups", "--reuid=nobody" }) start.ArgumentList.Insert(0, argument);
            start.FileName = "setpriv";
            return start;
        }).ReadyAsync();

        Assert.True(Directory.Exists(host.DataFolder));
        Assert.DoesNotContain("/var/tmp", host.Output, StringComparison.Ordinal);
        await host.EndedAsync("TERM");
    }

    [Fact]
    public async Task It_starts_for_root_and_says_where_Postgres_keeps_its_data()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root has Postgres run as another user.");
        await CopyAsync();

        await using var host = await AppHostProcess.Start(Path.Combine(_closed.FullName, ".data"), change: start =>
        {
            start.FileName = BuiltOutput.ExecutableIn(_closed.FullName);
            return start;
        }).ReadyAsync();

        var elsewhere = host.Sentences.Single(line => line.StartsWith("Postgres keeps its own in /var/tmp/", StringComparison.Ordinal)).Split(' ', ':')[5];
        Assert.True(Directory.Exists(elsewhere));
        await host.EndedAsync("TERM");
        Directory.Delete(Path.GetDirectoryName(elsewhere)!, recursive: true);
    }

    public void Dispose() => _closed.Delete(recursive: true);

    /// <summary>What a build leaves, which is all that a start needs.</summary>
    private async Task CopyAsync()
    {
        foreach (var project in new[] { "AppHost", "Integration.Api", "Integration.Ui", "Lever.Sandbox" })
        {
            foreach (var folder in new[] { $"artifacts/bin/{project}/{BuiltOutput.Configuration}", $"{project}/Properties" })
            {
                var target = Path.Combine(_closed.FullName, folder);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                await RunAsync("cp", "-R", Path.Combine(BuiltOutput.Solution, folder), target);
            }
        }

        foreach (var manifest in _closed.EnumerateFiles("*.staticwebassets.runtime.json", SearchOption.AllDirectories))
            await MoveAssetsAsync(manifest.FullName);
    }

    /// <summary>A build notes where the static files are, by their full paths: this clone has its own.</summary>
    private async Task MoveAssetsAsync(string manifest)
    {
        var noted = await File.ReadAllTextAsync(manifest);
        var roots = JsonDocument.Parse(noted).RootElement.GetProperty("ContentRoots").EnumerateArray().Select(root => root.GetString()!);
        foreach (var root in roots.Where(root => root.StartsWith(BuiltOutput.Solution, StringComparison.Ordinal)))
        {
            var target = Path.Combine(_closed.FullName, Path.GetRelativePath(BuiltOutput.Solution, root));
            Directory.CreateDirectory(target);
            await RunAsync("cp", "-R", Path.Combine(root, "."), target);
        }

        var solution = BuiltOutput.Solution.TrimEnd(Path.DirectorySeparatorChar);
        await File.WriteAllTextAsync(manifest, noted.Replace(solution, _closed.FullName, StringComparison.Ordinal));
    }

    private static async Task RunAsync(string command, params string[] arguments)
    {
        var (code, output) = await ChildProcess.RunAsync(new(command, arguments));
        Assert.True(code == 0, output);
    }
}
