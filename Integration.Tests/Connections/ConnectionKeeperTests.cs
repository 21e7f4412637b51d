using System.Collections.Concurrent;
using System.Net;
using Integration.Api.Connections;
using Integration.Tests.Stack;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Integration.Tests.Connections;

/// <summary>Connections that nobody uses: kept alive, found out when they were revoked, and warned of before they end.</summary>
public sealed class ConnectionKeeperTests(StackFixture stack)
{
    [Fact]
    public async Task An_idle_connection_is_refreshed_whatever_is_wrong_with_another_one()
    {
        await using var api = await LoneApi.StartAsync(stack, new Dictionary<string, string>());
        await api.Platform.PutAsync("/platform/accounts/broken", new StringContent("""{"name":"Broken"}""", mediaType: new("application/json")));
        await api.SqlAsync(
            """
            UPDATE connections SET status = 'Active', lever_account_id = 'broken', access_token = '\x00', refresh_token = '\x00', authorized_at = now(),
                tokens_given_at = now() - interval '3 days', access_token_expires_at = now() - interval '3 days' WHERE account_id = 'broken';
            UPDATE connections SET tokens_given_at = now() - interval '2 days', access_token_expires_at = now() - interval '2 days' WHERE account_id = 'lone'
            """);

        using var worker = await api.StartAsync<ConnectionKeeper>();

        await EventuallyAsync.TrueAsync(async () => (await api.Lever.LedgerAsync()).CallsTo("POST", "/oauth/token") == 2, "the idle connection is refreshed");
        Assert.Equal("active", (await ConnectionAsync(api)).Text("status"));
    }

    [Fact]
    public async Task A_connection_that_is_in_use_is_left_alone_and_one_that_was_revoked_is_found_out_although_nobody_uses_it()
    {
        await using var api = await LoneApi.StartAsync(stack, new Dictionary<string, string>());
        using var early = await api.StartAsync<ConnectionKeeper>();
        await api.Lever.RevokeAsync();
        await api.SqlAsync("UPDATE connections SET tokens_given_at = now() - interval '2 days', access_token_expires_at = now() - interval '2 days'");

        using var worker = await api.StartAsync<ConnectionKeeper>();

        await EventuallyAsync.TrueAsync(async () => (await ConnectionAsync(api)).Text("status") == "revoked", "the connection is revoked");
        Assert.Equal(2, (await api.Lever.LedgerAsync()).CallsTo("POST", "/oauth/token"));
    }

    [Theory]
    [InlineData(334, false)]
    [InlineData(336, true)]
    public async Task A_year_after_the_authorization_Lever_ends_it_and_a_month_before_there_is_a_warning(int days, bool warns)
    {
        var said = new ConcurrentQueue<string>();
        await using var api = await LoneApi.StartAsync(
            stack, new Dictionary<string, string>(), services => services.AddLogging(logging => logging.AddProvider(new HeardLines(said))));
        await api.SqlAsync($"UPDATE connections SET authorized_at = now() - interval '{days} days', tokens_given_at = now() - interval '2 days', access_token_expires_at = now()");

        using var worker = await api.StartAsync<ConnectionKeeper>();
        await EventuallyAsync.TrueAsync(async () => (await api.Lever.LedgerAsync()).CallsTo("POST", "/oauth/token") == 2, "the keeper was there");

        Assert.Equal(warns, said.Any(line => line.Contains("The authorization of account lone ends within 30 days: an admin has to authorize it again", StringComparison.Ordinal)));
        var connection = await ConnectionAsync(api);
        Assert.Equal(365, (connection.GetProperty("authorizedUntil").GetDateTimeOffset() - connection.GetProperty("authorizedAt").GetDateTimeOffset()).TotalDays);
    }

    private static async Task<System.Text.Json.JsonElement> ConnectionAsync(LoneApi api) =>
        await (await api.SendAsync(HttpMethod.Get, "connection")).JsonAsync(HttpStatusCode.OK);
}
