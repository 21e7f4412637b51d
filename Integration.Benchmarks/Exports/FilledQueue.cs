using Integration.Api.Connections;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Integration.Benchmarks.Exports;

/// <summary>A database in which a million items are or were queued, made by SQL: over HTTP it would take the day.</summary>
internal static class FilledQueue
{
    public const int Items = 1_000_000;

    private const int Candidates = 10_000;

    /// <summary>
    /// In place of all there was: so many connected accounts, among which the items are spread. The first ones of each account that has any
    /// are queued; the others have been exported, so that the tables are of one size whatever is queued.
    /// </summary>
    public static async Task FillAsync(NpgsqlDataSource database, IServiceProvider services, int accounts, int queued)
    {
        var busy = Math.Min(accounts, queued / 100);
        await ExecuteAsync("TRUNCATE accounts, lever_channels, lever_markers CASCADE");
        await ExecuteAsync($"INSERT INTO accounts (id, name) SELECT 'account-' || n, 'A company' FROM generate_series(1, {accounts}) n");
        await ExecuteAsync(
            $"""
             INSERT INTO connections (account_id, status, lever_account_id, endpoint_key, token_generation, access_token_expires_at, tokens_given_at)
             SELECT id, 'Active', 'lever-' || id, 'key-' || id, 1, now() + interval '1 day', now() FROM accounts
             """);
        await ExecuteAsync(
            "INSERT INTO members (account_id, id, name, email, role, active) SELECT id, 'ravi', 'Ravi', 'ravi@a.example', 'Recruiter', true FROM accounts");
        await ExecuteAsync(
            """
            INSERT INTO user_mappings (account_id, member_id, lever_user_id, lever_email, lever_name, access_role, active)
            SELECT id, 'ravi', 'user-1', 'ravi@a.example', 'Ravi', 'team member', true FROM accounts
            """);
        await ExecuteAsync(
            $"""
             INSERT INTO candidates (account_id, id, name, stage, headline, emails, phones, links, tags, notes)
             SELECT 'account-' || (n % {accounts}) + 1, 'candidate-' || n / {accounts}, 'A person', 'potential', 'Engineer',
                 ARRAY['person-' || n || '@people.example'], '[]', '{"{}"}', '{"{}"}', '[]'
             FROM generate_series(0, {Candidates - 1}) n
             """);
        await ExecuteAsync(
            """
            INSERT INTO exports (id, account_id, created_at, created_by_member_id) SELECT gen_random_uuid(), id, now(), 'ravi' FROM accounts
            """);
        await ExecuteAsync(
            $"""
             INSERT INTO export_items (export_id, account_id, candidate_id, position, posting_id, status, live, priority, available_at, epoch, attempts)
             SELECT export.id, account.id, 'candidate-' || place % {Candidates / accounts}, place, 'posting-' || place / {Candidates / accounts},
                 CASE WHEN place < {queued / busy} AND account.number <= {busy} THEN 'Queued' ELSE 'Exported' END, true, 1, now(), 0, 0
             FROM generate_series(0, {(Items / accounts) - 1}) place
             CROSS JOIN (SELECT id, substr(id, 9)::int AS number FROM accounts) account
             JOIN exports export ON export.account_id = account.id
             """);
        await ExecuteAsync(
            $"""
             INSERT INTO lever_channels (account_id, next_at)
             SELECT id, CASE WHEN substr(id, 9)::int <= {busy} THEN now() ELSE 'infinity' END FROM accounts
             """);

        var tokens = services.GetRequiredService<AccessTokens>();
        for (var number = 1; number <= busy; number++)
        {
            await using var give = database.CreateCommand("UPDATE connections SET access_token = $2 WHERE account_id = $1");
            give.Parameters.AddWithValue($"account-{number}");
            give.Parameters.AddWithValue(tokens.Protect($"account-{number}", "token"));
            await give.ExecuteNonQueryAsync();
        }

        async Task ExecuteAsync(string sql)
        {
            await using var command = database.CreateCommand(sql);
            command.CommandTimeout = 600;
            await command.ExecuteNonQueryAsync();
        }
    }
}
