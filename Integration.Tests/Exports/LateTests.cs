using Integration.Api.Connections;
using Integration.Api.Data;
using Integration.Api.Exports;
using Integration.Tests.Stack;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Integration.Tests.Exports;

/// <summary>What comes too late does nothing: not after the lease, not into another Lever account, not by a clock that goes wrong.</summary>
public sealed class LateTests(StackFixture stack)
{
    private const string Opportunities = "/v1/opportunities";

    [Fact]
    public async Task A_process_that_was_suspended_with_a_lease_sends_nothing_when_it_goes_on()
    {
        await using var api = await LoneApi.StartAsync(stack, new Dictionary<string, string>());
        await ExportAsync(api);
        var item = await ClaimAsync(api);

        // No timer has fired: only the look at the time itself is left.
        await RunAsync(api, item with { NotAfter = TimeProvider.System.GetTimestamp() });

        Assert.Equal(0, (await api.Lever.LedgerAsync()).CallsTo("POST", Opportunities));
        var held = await ItemAsync(api);
        Assert.Equal((ExportItemStatus.Queued, null), (held.Status, held.SettledAt));
    }

    [Theory]
    [InlineData(null)] // confirms
    [InlineData("400")] // fails
    [InlineData("429")] // gives back
    [InlineData("500")] // is in doubt
    public async Task A_worker_that_has_lost_its_lease_writes_nothing_whatever_Lever_answers(string? answer)
    {
        await using var api = await LoneApi.StartAsync(stack, new Dictionary<string, string> { ["Exports:Lease"] = "01:00:00", ["Exports:Settle"] = "01:00:00" });
        await ExportAsync(api);
        var first = await ClaimAsync(api);
        await api.SqlAsync("UPDATE export_items SET available_at = now()");
        await api.SqlAsync("UPDATE lever_channels SET next_at = now()");
        var second = await ClaimAsync(api);
        Assert.True(second is { InDoubt: true, IsSettled: false } && second.Epoch > first.Epoch && second.Marker == first.Marker);
        var before = await ItemAsync(api);
        if (answer is not null) await api.Lever.FailAsync("POST", Opportunities, answer);

        await RunAsync(api, first);

        Assert.Equal(1, (await api.Lever.LedgerAsync()).CallsTo("POST", Opportunities));
        Assert.Equivalent(before, await ItemAsync(api), strict: true);
    }

    [Fact]
    public async Task A_look_of_a_worker_that_has_lost_its_lease_puts_nothing_off()
    {
        await using var api = await LoneApi.StartAsync(stack, new Dictionary<string, string> { ["Exports:Lease"] = "01:00:00", ["Exports:Settle"] = "01:00:00" });
        await ExportAsync(api);
        await ClaimAsync(api);
        var looking = await AgainAsync(api);
        await AgainAsync(api);
        var before = await ItemAsync(api);

        await RunAsync(api, looking);

        Assert.Equivalent(before, await ItemAsync(api), strict: true);

        static async Task<ClaimedItem> AgainAsync(LoneApi api)
        {
            await api.SqlAsync("UPDATE export_items SET available_at = now()");
            await api.SqlAsync("UPDATE lever_channels SET next_at = now()");
            return await ClaimAsync(api);
        }
    }

    [Fact]
    public async Task The_time_for_a_call_counts_from_before_the_lease_was_taken()
    {
        await using var api = await LoneApi.StartAsync(stack, new Dictionary<string, string>());
        await ExportAsync(api);
        await using var scope = api.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IntegrationDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await db.Database.ExecuteSqlRawAsync("LOCK TABLE lever_markers");

        var claiming = ClaimAsync(api);
        await BlockingAsync(api, db);
        var allowed = TimeProvider.System.GetTimestamp();
        await transaction.RollbackAsync();

        Assert.True((await claiming).NotAfter < allowed + (2 * TimeProvider.System.TimestampFrequency), "Exports:Deadline is 2 s in the tests");
    }

    [Fact]
    public async Task What_was_taken_for_one_Lever_account_is_not_sent_to_the_one_that_took_its_place()
    {
        await using var api = await LoneApi.StartAsync(stack, new Dictionary<string, string>());
        await ExportAsync(api);
        var item = await ClaimAsync(api);
        var other = await stack.Sandbox.CreateOrganisationAsync();
        var given = await other.TokensAsync();
        await using (var scope = api.Services.CreateAsyncScope())
        {
            var access = scope.ServiceProvider.GetRequiredService<AccessTokens>().Protect(LoneApi.Account, given.AccessToken);
            await scope.ServiceProvider.GetRequiredService<IntegrationDbContext>().Connections.ExecuteUpdateAsync(set => set
                .SetProperty(found => found.LeverAccountId, other.Id)
                .SetProperty(found => found.AccessToken, access)
                .SetProperty(found => found.TokenGeneration, found => found.TokenGeneration + 1));
        }

        await RunAsync(api, item);

        Assert.Equal(0, (await other.LedgerAsync()).CallsTo("POST", Opportunities));
        Assert.Equal(0, (await api.Lever.LedgerAsync()).CallsTo("POST", Opportunities));
    }

    [Fact]
    public async Task A_process_whose_clock_is_an_hour_ahead_keeps_nobody_waiting()
    {
        await using var api = await LoneApi.StartAsync(
            stack, new Dictionary<string, string>(),
            services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new Ahead(TimeSpan.FromHours(1)))), works: true);
        await api.Lever.FailAsync("POST", Opportunities, "429");
        await api.Lever.FailAsync("POST", Opportunities, "500");
        await api.Lever.FailAsync("POST", $"{Opportunities}/{{id}}/notes", "500");

        await ExportAsync(api, new { text = "Met her at a fair." });

        await EventuallyAsync.TrueAsync(
            async () => (await api.Lever.LedgerAsync()).CallsTo("POST", Opportunities) == 3, "it was sent, sent again after the 429, and again after the doubt");
        await EventuallyAsync.TrueAsync(
            async () => (await api.Lever.LedgerAsync()).CallsTo("POST", $"{Opportunities}/{{id}}/notes") == 2, "so was its note");
    }

    [Fact]
    public async Task An_authorization_server_that_fails_or_refuses_says_nothing_about_a_candidate()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = await account.AddCandidatesAsync(1);
        await account.Lever.ExpireAccessTokensAsync();
        await account.Lever.FailAsync("POST", "/oauth/token", "400");
        await account.Lever.FailAsync("POST", "/oauth/token", "500");

        var export = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = candidates }));

        Assert.Equal("exported", export.GetProperty("items")[0].Text("status"));
        Assert.Equal(0, (await account.Lever.LedgerAsync()).CallsTo("GET", Opportunities));
    }

    [Theory]
    [InlineData("00:00:10", "00:00:10", "00:00:11")]
    [InlineData("00:00:10", "00:00:11", "00:00:10")]
    public void Times_that_would_break_the_protocol_are_refused(string deadline, string lease, string settle) => Assert.True(
        new ExportOptionsValidator().Validate(null, new() { Deadline = TimeSpan.Parse(deadline), Lease = TimeSpan.Parse(lease), Settle = TimeSpan.Parse(settle) }).Failed);

    private static async Task ExportAsync(LoneApi api, params object[] notes)
    {
        await api.PushAsync([new { id = "c-1", name = "Ada", stage = "contacted", notes }]);
        Assert.True((await api.SendAsync(HttpMethod.Post, "exports", new { candidateIds = new[] { "c-1" } })).IsSuccessStatusCode);
    }

    private static async Task<ClaimedItem> ClaimAsync(LoneApi api)
    {
        await using var scope = api.Services.CreateAsyncScope();
        return Assert.Single((await scope.ServiceProvider.GetRequiredService<ExportClaim>().TakeTurnAsync(most: 10, CancellationToken.None)).Items);
    }

    private static async Task RunAsync(LoneApi api, ClaimedItem item)
    {
        await using var scope = api.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ExportStep>().RunAsync(item, CancellationToken.None, CancellationToken.None);
    }

    private static async Task<ExportItem> ItemAsync(LoneApi api)
    {
        await using var scope = api.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IntegrationDbContext>().ExportItems.AsNoTracking().SingleAsync();
    }

    /// <summary>Returns when somebody waits for what this transaction has locked.</summary>
    private static async Task BlockingAsync(LoneApi api, IntegrationDbContext db)
    {
        var me = (await db.Database.SqlQueryRaw<int>("""SELECT pg_backend_pid() AS "Value" """).ToListAsync()).Single();
        await using var scope = api.Services.CreateAsyncScope();
        var other = scope.ServiceProvider.GetRequiredService<IntegrationDbContext>();
        await EventuallyAsync.TrueAsync(
            async () => (await other.Database.SqlQuery<int>($"""SELECT count(*)::int AS "Value" FROM pg_stat_activity WHERE {me} = ANY(pg_blocking_pids(pid))""").ToListAsync()).Single() > 0,
            "somebody waits for the lock");
    }

    private sealed class Ahead(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
