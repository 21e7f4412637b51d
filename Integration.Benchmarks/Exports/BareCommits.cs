using System.Diagnostics;
using Npgsql;

namespace Integration.Benchmarks.Exports;

/// <summary>Commits that write so much and do nothing else, from so many connections at once: what this Postgres can do.</summary>
internal sealed class BareCommits : IAsyncDisposable
{
    /// <summary>What a row and its commit write beside the payload.</summary>
    private const int Overhead = 100;

    private readonly NpgsqlCommand[] _inserts;

    private BareCommits(NpgsqlCommand[] inserts) => _inserts = inserts;

    public static async Task<BareCommits> PrepareAsync(NpgsqlDataSource database, int bytes, int connections)
    {
        // Neither compressed nor put aside: the payload is what is written.
        await using (var create = database.CreateCommand("CREATE TABLE bare (payload bytea); ALTER TABLE bare ALTER payload SET STORAGE PLAIN"))
            await create.ExecuteNonQueryAsync();

        var payload = new byte[Math.Max(1, bytes - Overhead)];
        Random.Shared.NextBytes(payload);
        var inserts = new NpgsqlCommand[connections];
        for (var index = 0; index < connections; index++)
        {
            inserts[index] = new("INSERT INTO bare VALUES ($1)", await database.OpenConnectionAsync()) { Parameters = { new() { Value = payload } } };
            await inserts[index].PrepareAsync();
        }

        return new(inserts);
    }

    public async Task<TimeSpan> CommitAsync(int commits)
    {
        var begin = Stopwatch.GetTimestamp();
        await Task.WhenAll(_inserts.Select(async (insert, first) =>
        {
            for (var done = first; done < commits; done += _inserts.Length) await insert.ExecuteNonQueryAsync();
        }));
        return Stopwatch.GetElapsedTime(begin);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var insert in _inserts)
        {
            await insert.Connection!.DisposeAsync();
            await insert.DisposeAsync();
        }
    }
}
