using System.Globalization;

namespace AppHost.Embedded;

/// <summary>Whom the server runs as where this process is root's: PostgreSQL refuses to run as root.</summary>
internal sealed record ServerUser(string Name, int Uid, int Gid)
{
    private const string SetPriv = "/usr/bin/setpriv";

    public static bool IsNeeded { get; } = !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    /// <summary>The owner of the data made by an earlier start, else <c>postgres</c>, else <c>nobody</c>.</summary>
    public static async Task<ServerUser> FindAsync(string? dataFolder)
    {
        if (dataFolder is not null)
        {
            var (_, owner) = await ChildProcess.RunAsync(new("stat", "-c", "%U %u %g", dataFolder));
            if (owner.Split(' ') is [var name, not "0" and var uid, var gid]) return Parse(name, uid, gid);
        }

        var users = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(fields => fields.Length > 3).ToList();
        return (users.Find(fields => fields[0] == "postgres") ?? users.Find(fields => fields[0] == "nobody")) is { } user
            ? Parse(user[0], user[2], user[3])
            : throw new CannotStartException("PostgreSQL does not run as root, and there is no user 'postgres' or 'nobody' to lend it a name: start as an ordinary user.");
    }

    public ChildCommand Run(string file, params string[] arguments) =>
        File.Exists(SetPriv)
            ? new(SetPriv, [$"--reuid={Uid}", $"--regid={Gid}", "--clear-groups", "--", file, .. arguments])
            : new("runuser", ["-u", Name, "--", file, .. arguments]);

    public async Task OwnAsync(string path)
    {
        var (code, output) = await ChildProcess.RunAsync(new("chown", "-R", $"{Uid}:{Gid}", path));
        if (code != 0) throw new CannotStartException($"'{path}' cannot be given to the user '{Name}': {output}");
    }

    /// <summary>False when a folder on the way is closed to this user.</summary>
    public async Task<bool> ReachesAsync(string path) =>
        (await ChildProcess.RunAsync(Run("test", "-x", path) with { WorkingDirectory = "/" })).ExitCode == 0;

    private static ServerUser Parse(string name, string uid, string gid) =>
        new(name, int.Parse(uid, CultureInfo.InvariantCulture), int.Parse(gid, CultureInfo.InvariantCulture));
}
