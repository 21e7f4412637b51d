using System.Runtime.Versioning;

namespace AppHost.Embedded;

/// <summary>The programs, the folder and the user of a server, chosen so that the user reaches both.</summary>
internal sealed record PostgresPlace(PostgresBinaries Binaries, string Root, ServerUser? User, bool IsElsewhere)
{
    public string DataFolder => DataFolderIn(Root, Binaries.Major);

    public static async Task<PostgresPlace> FindAsync(string dataRoot, EmbeddedPostgresOptions options, CancellationToken ct)
    {
        var elsewhere = Path.Combine("/var/tmp", CloneName.Of(dataRoot));
        string[] roots = ServerUser.IsNeeded ? [elsewhere, dataRoot] : [dataRoot];

        var binaries = await PostgresBinaries.FindAsync(
            options, hasData: major => roots.Any(root => Directory.Exists(DataFolderIn(root, major))), ct);

        if (OperatingSystem.IsWindows() || !ServerUser.IsNeeded) return new(binaries, dataRoot, User: null, IsElsewhere: false);

        var earlier = roots.FirstOrDefault(root => Directory.Exists(DataFolderIn(root, binaries.Major)));
        var user = await ServerUser.FindAsync(earlier is null ? null : DataFolderIn(earlier, binaries.Major));
        var isElsewhere = earlier == elsewhere || !await user.ReachesAsync(dataRoot);
        if (isElsewhere) await OpenAsync(elsewhere);

        var root = isElsewhere ? elsewhere : dataRoot;
        return new(await ReachableAsync(binaries, user, root), root, user, isElsewhere);
    }

    /// <summary>A program of the server, as its user and without settings meant for the developer's own databases.</summary>
    public ChildCommand Run(string program, params string[] arguments)
    {
        var file = Binaries.Program(program);
        return (User?.Run(file, arguments) ?? new ChildCommand(file, arguments)) with { Configure = Quiet };

        static void Quiet(IDictionary<string, string?> environment)
        {
            foreach (var name in environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
                environment.Remove(name);
            environment["LC_ALL"] = "C";
        }
    }

    public async Task GiveToServerAsync(params string[] paths)
    {
        if (User is null) return;
        foreach (var path in paths) await User.OwnAsync(path);
    }

    private static string DataFolderIn(string root, int major) => Path.Combine(root, $"postgres-{major}");

    /// <summary>Anybody can make a folder there, so one that is not ours is not trusted.</summary>
    [UnsupportedOSPlatform("windows")]
    private static async Task OpenAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        if ((await ChildProcess.RunAsync(new("stat", "-c", "%u", folder))).Output != "0")
            throw new CannotStartException($"'{folder}', where PostgreSQL would keep its data, belongs to another user: remove it.");

        // Others may pass through to what is theirs, and see nothing else.
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    /// <summary>The programs where they are, or a copy beside the data when they are in a folder closed to the user.</summary>
    private static async Task<PostgresBinaries> ReachableAsync(PostgresBinaries binaries, ServerUser user, string root)
    {
        if (await user.ReachesAsync(binaries.Server)) return binaries;

        var copy = Path.Combine(root, $"programs-{binaries.Major}");
        if (!Directory.Exists(copy))
        {
            var unfinished = copy + ".new";
            if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
            Directory.CreateDirectory(unfinished);

            var installed = Path.GetDirectoryName(binaries.Folder)!;
            var (code, output) = await ChildProcess.RunAsync(new(
                "cp", "-a", binaries.Folder, Path.Combine(installed, "lib"), Path.Combine(installed, "share"), unfinished));
            if (code != 0) throw new CannotStartException($"The programs of PostgreSQL could not be copied to '{copy}': {output}");
            await user.OwnAsync(unfinished);
            Directory.Move(unfinished, copy);
        }

        return binaries with { Folder = Path.Combine(copy, "bin") };
    }
}
