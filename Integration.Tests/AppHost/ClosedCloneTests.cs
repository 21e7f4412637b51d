namespace Integration.Tests.AppHost;

public sealed class ClosedCloneTests(ClosedClone clone) : IClassFixture<ClosedClone>
{
    [Fact]
    public async Task It_starts_for_an_ordinary_user_who_owns_the_folder()
    {
        string[] arguments = [];
        if (Environment.IsPrivilegedProcess)
        {
            arguments = [$"--DcpPublisher:CliPath={await clone.CopyOrchestratorAsync()}"];
            await clone.GiveToAsync("nobody");
        }

        await using var host = await AppHostProcess.Start(clone.DataFolder, arguments, start =>
        {
            (start.FileName, start.WorkingDirectory) = (clone.Executable, clone.Project);
            start.Environment["HOME"] = clone.Folder;
            if (!Environment.IsPrivilegedProcess) return start;

            foreach (var argument in new[] { start.FileName, "--", "--clear-groups", "--reuid=nobody" }) start.ArgumentList.Insert(0, argument);
            start.FileName = "setpriv";
            return start;
        }).ReadyAsync();

        Assert.True(Directory.Exists(host.DataFolder));
        Assert.DoesNotContain("/var/tmp", host.Output, StringComparison.Ordinal);
        await AssertItIsThisCloneAsync(host);
        await host.EndedAsync("TERM");
    }

    [Fact]
    public async Task It_starts_for_root_and_says_where_Postgres_keeps_its_data()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root has Postgres run as another user.");
        await clone.GiveToAsync("root");
        if (Directory.Exists(clone.DataFolder)) Directory.Delete(clone.DataFolder, recursive: true);

        await using var host = await AppHostProcess.Start(clone.DataFolder, change: start =>
        {
            (start.FileName, start.WorkingDirectory) = (clone.Executable, clone.Project);
            return start;
        }).ReadyAsync();

        var elsewhere = host.Sentences.Single(line => line.StartsWith("Postgres keeps its own in /var/tmp/", StringComparison.Ordinal)).Split(' ', ':')[5];
        Assert.True(Directory.Exists(elsewhere));
        await AssertItIsThisCloneAsync(host);
        await host.EndedAsync("TERM");
        Directory.Delete(Path.GetDirectoryName(elsewhere)!, recursive: true);
    }

    /// <summary>Not the one that it was copied from.</summary>
    private async Task AssertItIsThisCloneAsync(AppHostProcess host) => Assert.Contains(
        await StartedProcesses.OfAsync(host.DataFolder),
        process => process.Program.StartsWith($"{clone.Folder}/artifacts/bin/Integration.Api/", StringComparison.Ordinal));
}
