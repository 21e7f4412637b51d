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
        this IntegrationDbContext db, string accountId, IReadOnlyList<NewEvent> events, CancellationToken ct) =>
        db.AppendAsync([.. events.Select(happened => (accountId, happened))], ct);

    /// <summary>The same for several accounts, in the order of their ids, so that two writers wait for each other instead of dead-locking.</summary>
    public static Task AppendAsync(
        this IntegrationDbContext db, IReadOnlyList<(string AccountId, NewEvent Event)> events, CancellationToken ct)
    {
        if (events.Count == 0) return Task.CompletedTask;

        var accounts = events.Select(of => of.AccountId).ToArray();
        var ids = events.Select(_ => Guid.CreateVersion7()).ToArray();
        var types = events.Select(of => of.Event.Type).ToArray();
        var times = events.Select(of => of.Event.OccurredAt.UtcDateTime).ToArray();
        var candidates = events.Select(of => of.Event.CandidateId).ToArray();
        var data = events.Select(of => JsonSerializer.Serialize(of.Event.Data, Json.Options)).ToArray();

        return db.Database.ExecuteSqlAsync(
            $"""
             WITH happened AS MATERIALIZED (
                 SELECT *, row_number() OVER (PARTITION BY account_id ORDER BY position) - count(*) OVER (PARTITION BY account_id) AS place
                 FROM unnest({accounts}, {ids}, {types}, {times}, {candidates}, {data}) WITH ORDINALITY
                     AS given (account_id, id, type, occurred_at, candidate_id, data, position)),
             counter AS (
                 INSERT INTO event_counters (account_id, last)
                 SELECT account_id, count(*) FROM happened GROUP BY account_id ORDER BY account_id
                 ON CONFLICT (account_id) DO UPDATE SET last = event_counters.last + excluded.last
                 RETURNING account_id, last)
             INSERT INTO events (account_id, cursor, id, type, occurred_at, candidate_id, data)
             SELECT account_id, counter.last + happened.place, id, type, occurred_at, candidate_id, data::jsonb
             FROM happened JOIN counter USING (account_id)
             """, ct);
    }
}
