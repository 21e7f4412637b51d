using System.Diagnostics;
using Npgsql;

namespace Integration.Benchmarks.Proofs;

/// <summary>Watches how long anything is in doubt: a call may have been carried out, and nobody knows yet.</summary>
internal sealed class Doubts : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<long, long> _since = [];
    private readonly CancellationTokenSource _end = new();
    private readonly NpgsqlDataSource _database;
    private readonly Task _watching;

    public Doubts(string connection)
    {
        // No pool: after an outage it would still hold what the database has closed.
        _database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { Timeout = 2, Pooling = false }.ConnectionString);
        _watching = WatchAsync();
    }

    /// <summary>From the first to the last look at which the same item was on its way.</summary>
    public TimeSpan Longest { get; private set; }

    /// <summary>What is still on its way: items and notes.</summary>
    public async Task<long> UnfinishedAsync()
    {
        await using var count = _database.CreateCommand(
            """
            SELECT (SELECT count(*) FROM export_items WHERE status IN ('Queued', 'Exporting'))
                + (SELECT count(*) FROM exported_notes WHERE status IN ('Queued', 'Sending'))
            """);
        return (long)(await count.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching;
        await _database.DisposeAsync();
        _end.Dispose();
    }

    private async Task WatchAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await LookAsync();
            }
            catch (NpgsqlException)
            {
                // The database is down, as the proof wants it.
            }

            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    private async Task LookAsync()
    {
        var now = new HashSet<long>();
        await using (var look = _database.CreateCommand("SELECT id FROM export_items WHERE status = 'Exporting'"))
        await using (var rows = await look.ExecuteReaderAsync())
        {
            while (await rows.ReadAsync()) now.Add(rows.GetInt64(0));
        }

        foreach (var id in now)
        {
            if (!_since.TryGetValue(id, out var since)) _since[id] = since = Stopwatch.GetTimestamp();
            if (Stopwatch.GetElapsedTime(since) is var elapsed && elapsed > Longest) Longest = elapsed;
        }

        foreach (var id in _since.Keys.Where(id => !now.Contains(id)).ToList()) _since.Remove(id);
    }
}
