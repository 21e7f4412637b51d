using Npgsql;

namespace AppHost.Embedded;

/// <summary>
/// A PostgreSQL server of one's own: a child process on a free port of the loopback interface, with the machine's
/// binaries or npm's, never as root, and never left behind.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly PostgresCluster _cluster;
    private readonly Action<string>? _log;
    private ChildProcess? _server;

    private EmbeddedPostgres(PostgresCluster cluster, Action<string>? log) => (_cluster, _log) = (cluster, log);

    public string DataFolder => _cluster.DataFolder;

    /// <summary>True when the data are not in the folder that was asked for, because the server's user cannot reach it.</summary>
    public bool IsElsewhere => _cluster.IsElsewhere;

    public int Port { get; private set; }

    /// <summary>Completes when the server ends, wanted or not, with the last line that it wrote.</summary>
    public Task<string> Exited => LastWordsAsync(_server);

    /// <summary>Refuses when another process runs on these data.</summary>
    /// <exception cref="CannotStartException">It says which.</exception>
    public static void EnsureFree(string dataRoot) => PostgresCluster.EnsureFree(dataRoot);

    public static async Task<EmbeddedPostgres> StartAsync(
        string dataRoot, EmbeddedPostgresOptions? options = null, CancellationToken ct = default)
    {
        options ??= new();
        var postgres = new EmbeddedPostgres(await PostgresCluster.OpenAsync(Path.GetFullPath(dataRoot), options, ct), options.Log);
        try
        {
            await postgres.RestartAsync(ct);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>In the form of Npgsql. The database need not exist yet.</summary>
    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = PostgresCluster.Superuser,
        Password = _cluster.Password,
        Database = database,
    }.ConnectionString;

    /// <summary>Creates a database unless it is there.</summary>
    public async Task CreateDatabaseAsync(string name, CancellationToken ct = default)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(ct);
        await using var find = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection) { Parameters = { new() { Value = name } } };
        if (await find.ExecuteScalarAsync(ct) is not null) return;

        await using var create = new NpgsqlCommand($"CREATE DATABASE \"{name.Replace("\"", "\"\"")}\"", connection);
        await create.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Stops the server in an orderly way, connections and all; <see cref="RestartAsync"/> brings it back.</summary>
    public async Task StopAsync()
    {
        if (_server is not { } server) return;

        if (OperatingSystem.IsWindows()) await _cluster.StopServerAsync();
        await server.DisposeAsync();
        _server = null;
    }

    /// <summary>Starts the server again, after a stop or in place of one, at the port that it had.</summary>
    public async Task RestartAsync(CancellationToken ct = default)
    {
        await StopAsync();
        await _cluster.ReleaseAsync();

        for (var attempt = 1; ; attempt++)
        {
            if (Port == 0) Port = LoopbackPort.Free();
            if (await TryStartAsync(ct) is not { } reason) return;

            // Another process can take the free port before the server does; a killed server's own processes may need
            // a moment to notice and give up its shared memory.
            if (attempt == 5) throw new CannotStartException($"PostgreSQL did not start on the data in '{DataFolder}': {reason}.");
            if (reason.Contains("Address already in use", StringComparison.Ordinal)) Port = LoopbackPort.Free();
            else await Task.Delay(TimeSpan.FromMilliseconds(500), ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _cluster.Dispose();
    }

    private static async Task<string> LastWordsAsync(ChildProcess? server)
    {
        if (server is null) return "";

        await server.WaitForExitAsync();
        return server.LastLines is [.., var last] ? last : "";
    }

    /// <summary>Null when the server accepts connections, else what it said before it ended.</summary>
    private async Task<string?> TryStartAsync(CancellationToken ct)
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var server = ChildProcess.Start(_cluster.Serve(Port), line =>
        {
            _log?.Invoke(line);
            if (line.Contains("ready to accept connections", StringComparison.Ordinal)) ready.TrySetResult();
        });

        try
        {
            await Task.WhenAny(ready.Task, server.WaitForExitAsync(ct)).WaitAsync(StartTimeout, ct);
            if (ready.Task.IsCompleted)
            {
                _server = server;
                return null;
            }
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        await server.DisposeAsync();
        var said = server.LastLines;
        var why = said.LastOrDefault(line => line.Contains("could not bind", StringComparison.Ordinal))
            ?? said.LastOrDefault(line => line.Contains("FATAL", StringComparison.Ordinal))
            ?? (said is [.., var last] ? last : null);
        return why?.Trim().TrimEnd('.') ?? "it said nothing";
    }
}

/// <summary>What is different from a developer's own database that lasts.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>For tests: not forced to disk, and removed in the end.</summary>
    public bool IsTemporary { get; init; }

    /// <summary>Begins with no data, whatever there was.</summary>
    public bool IsFresh { get; init; }

    /// <summary>Where to look for the server's programs; the usual places of this machine unless given.</summary>
    public IReadOnlyList<string>? Places { get; init; }

    /// <summary>Is told what takes long.</summary>
    public Action<string>? Say { get; init; }

    /// <summary>Is told every line that the server writes, from threads of its own.</summary>
    public Action<string>? Log { get; init; }

    /// <summary>Where npm's PostgreSQL is installed when the machine has none; beside what was built unless given.</summary>
    public string NpmFolder { get; init; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../postgres"));
}
