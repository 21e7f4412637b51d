using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace AppHost.Embedded;

/// <summary>The data of a server on disk: whose they are, how they are made, served and freed.</summary>
internal sealed class PostgresCluster(FileStream @lock, PostgresPlace place, bool isTemporary) : IDisposable
{
    public const string Superuser = "postgres";

    public string DataFolder => place.DataFolder;

    public bool IsElsewhere => place.IsElsewhere;

    public string Password => File.ReadAllText(PasswordFile);

    private string PasswordFile => DataFolder + ".password";

    public static async Task<PostgresCluster> OpenAsync(string dataRoot, EmbeddedPostgresOptions options, CancellationToken ct)
    {
        var @lock = Lock(dataRoot);
        try
        {
            var place = await PostgresPlace.FindAsync(dataRoot, options, ct);
            var cluster = new PostgresCluster(@lock, place, options.IsTemporary);
            if (options.IsFresh) await cluster.EmptyAsync();
            if (!Directory.Exists(cluster.DataFolder)) await cluster.InitializeAsync(ct);
            return cluster;
        }
        catch
        {
            @lock.Dispose();
            throw;
        }
    }

    public static void EnsureFree(string dataRoot)
    {
        if (File.Exists(LockFile(dataRoot))) Lock(dataRoot).Dispose();
    }

    public ChildCommand Serve(int port)
    {
        string[] settings =
        [
            "listen_addresses=127.0.0.1", "unix_socket_directories=", $"port={port}", "max_connections=500", "lc_messages=C",
            .. isTemporary ? ["fsync=off", "synchronous_commit=off", "full_page_writes=off"] : Array.Empty<string>(),
        ];

        // A fast shutdown first; an immediate one for a server that does not manage that in time.
        var serve = place.Run("postgres", ["-D", DataFolder, .. settings.SelectMany(setting => new[] { "-c", setting })]);
        return serve with { WorkingDirectory = DataFolder, AskToStop = "INT", MakeStop = "QUIT" };
    }

    public Task StopServerAsync() =>
        ChildProcess.RunAsync(place.Run("pg_ctl", "stop", "-D", DataFolder, "-m", "fast", "-w", "-s") with { WorkingDirectory = DataFolder });

    /// <summary>
    /// Frees the data from a server that a killed process left: one that still runs is stopped, and the file that
    /// names a process is removed when that process is gone, because its number may belong to another one by now.
    /// </summary>
    public async Task ReleaseAsync()
    {
        var file = Path.Combine(DataFolder, "postmaster.pid");
        if (!File.Exists(file)) return;

        if (await File.ReadAllLinesAsync(file) is [var pid, _, var started, ..] && IsRunning(pid, started)) await StopServerAsync();
        File.Delete(file);
    }

    public void Dispose()
    {
        @lock.Dispose();
        if (!isTemporary) return;

        foreach (var folder in new[] { place.Root, Path.GetDirectoryName(@lock.Name)! })
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static string LockFile(string dataRoot) => Path.Combine(dataRoot, "lock");

    /// <summary>One process per folder; the system gives the lock back when that process is gone.</summary>
    private static FileStream Lock(string dataRoot)
    {
        try
        {
            Directory.CreateDirectory(dataRoot);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CannotStartException($"The folder '{dataRoot}' for the data cannot be made: {e.Message}");
        }

        try
        {
            return new FileStream(LockFile(dataRoot), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException)
        {
            throw new CannotStartException(
                $"'{dataRoot}' is not the folder of the user '{Environment.UserName}': remove it, or start as the user who made it.");
        }
        catch (IOException)
        {
            throw new CannotStartException($"The data in '{dataRoot}' are in use: stop the AppHost that runs on them first.");
        }
    }

    private static bool IsRunning(string pid, string started)
    {
        try
        {
            using var process = Process.GetProcessById(int.Parse(pid, CultureInfo.InvariantCulture));
            var since = DateTimeOffset.FromUnixTimeSeconds(long.Parse(started, CultureInfo.InvariantCulture));
            return process.ProcessName.StartsWith("postgres", StringComparison.Ordinal)
                && (process.StartTime.ToUniversalTime() - since).Duration() < TimeSpan.FromMinutes(1);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception or FormatException)
        {
            return false;
        }
    }

    private async Task EmptyAsync()
    {
        await ReleaseAsync();
        if (Directory.Exists(DataFolder)) Directory.Delete(DataFolder, recursive: true);
    }

    /// <summary>Made under another name first, so that a start that is interrupted leaves nothing half made.</summary>
    private async Task InitializeAsync(CancellationToken ct)
    {
        var unfinished = DataFolder + ".new";
        if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        Directory.CreateDirectory(unfinished);

        File.Delete(PasswordFile);
        await File.Create(PasswordFile).DisposeAsync();
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(PasswordFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(PasswordFile, RandomNumberGenerator.GetHexString(32), ct);
        await place.GiveToServerAsync(unfinished, PasswordFile);

        string[] settings =
        [
            "--username", Superuser, "--pwfile", PasswordFile, "--auth", "scram-sha-256", "--encoding", "UTF8",
            "--locale", OperatingSystem.IsLinux() ? "C.UTF-8" : OperatingSystem.IsMacOS() ? "en_US.UTF-8" : "C",
            "--no-instructions", .. isTemporary ? ["--no-sync"] : Array.Empty<string>(),
        ];
        var initdb = place.Run("initdb", ["--pgdata", unfinished, .. settings]) with { WorkingDirectory = unfinished };
        var (code, output) = await ChildProcess.RunAsync(initdb, ct);
        if (code != 0)
        {
            var lines = output.Split('\n');
            throw new CannotStartException(
                $"PostgreSQL could not make its data in '{DataFolder}': {lines.FirstOrDefault(line => line.Contains("error:", StringComparison.Ordinal)) ?? lines[^1]}");
        }

        Directory.Move(unfinished, DataFolder);
    }
}
