using System.Text.Json;
using Integration.Api.Data;
using Integration.Api.Http;
using Microsoft.EntityFrameworkCore;

namespace Integration.Api.Events;

/// <summary>An event that is about to be written; <paramref name="Data"/> becomes its JSON object.</summary>
internal sealed record NewEvent(string Type, DateTimeOffset OccurredAt, string? CandidateId, object Data);

internal static class EventLog
{
    /// <summary>
    /// Appends events to an account's feed. Call it inside the transaction that makes them true, as its last statement:
    /// the counter's row stays locked until the commit, so that a reader who has seen a cursor has seen all before it.
    /// </summary>
    public static Task AppendAsync(
        this IntegrationDbContext db, string accountId, IReadOnlyList<NewEvent> events, CancellationToken ct)
    {
        if (events.Count == 0) return Task.CompletedTask;

        var ids = events.Select(_ => Guid.CreateVersion7()).ToArray();
        var types = events.Select(happened => happened.Type).ToArray();
        var times = events.Select(happened => happened.OccurredAt.UtcDateTime).ToArray();
        var candidates = events.Select(happened => happened.CandidateId).ToArray();
        var data = events.Select(happened => JsonSerializer.Serialize(happened.Data, Json.Options)).ToArray();

        return db.Database.ExecuteSqlAsync(
            $"""
             WITH counter AS (
                 INSERT INTO event_counters (account_id, last) VALUES ({accountId}, {events.Count})
                 ON CONFLICT (account_id) DO UPDATE SET last = event_counters.last + {events.Count}
                 RETURNING last)
             INSERT INTO events (account_id, cursor, id, type, occurred_at, candidate_id, data)
             SELECT {accountId}, counter.last - {events.Count} + happened.position, id, type, occurred_at, candidate_id, data::jsonb
             FROM counter, unnest({ids}, {types}, {times}, {candidates}, {data}) WITH ORDINALITY
                 AS happened (id, type, occurred_at, candidate_id, data, position)
             """, ct);
    }
}
