using System.Net;
using AppHost.Embedded;
using Integration.Api.Data;
using Integration.Tests.Stack;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Integration.Tests.Connections;

/// <summary>The tokens of a connection: refreshed once, gone when Lever says so, and the same for every replica.</summary>
public sealed class AccessTokenTests(StackFixture stack)
{
    [Fact]
    public async Task Many_calls_that_find_the_token_expired_refresh_it_once()
    {
        var account = await stack.ActiveAccountAsync();
        foreach (var refreshes in (int[])[1, 2, 3])
        {
            await account.Lever.ExpireAccessTokensAsync();

            var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => CallLeverAsync(stack.Platform, account)));

            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode));
            Assert.Equal(1 + refreshes, (await account.Lever.LedgerAsync()).CallsTo("POST", "/oauth/token"));
        }

        Assert.Empty(await account.EventsAsync("connection.revoked"));
    }

    [Fact]
    public async Task Two_replicas_that_find_the_token_expired_never_replay_a_refresh_token()
    {
        var account = await stack.ActiveAccountAsync();
        var port = LoopbackPort.Free();
        await using var second = new RunningService<IntegrationDbContext>(port, stack.ApiSettings(port, stack.Ui.Port));
        using var platform = StackFixture.PlatformClient(second.Url);
        foreach (var _ in (int[])[1, 2, 3])
        {
            await account.Lever.ExpireAccessTokensAsync();

            var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => CallLeverAsync(number % 2 == 0 ? stack.Platform : platform, account)));

            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode));
        }

        Assert.Equal(4, (await account.Lever.LedgerAsync()).CallsTo("POST", "/oauth/token"));
        Assert.Equal("active", (await account.GetJsonAsync(account.Admin, "connection")).Text("status"));
    }

    [Fact]
    public async Task Another_replica_goes_on_in_the_Lever_account_that_took_the_place_of_the_one_before()
    {
        var (account, other) = (await stack.ActiveAccountAsync(), await stack.CreateAccountAsync());
        var port = LoopbackPort.Free();
        await using var second = new RunningService<IntegrationDbContext>(port, stack.ApiSettings(port, stack.Ui.Port));
        using var platform = StackFixture.PlatformClient(second.Url);
        Assert.Contains(account.Lever.SuperAdmin.Id, await UsersAsync(platform, account));

        await account.AuthorizeAsync(replaceLeverAccount: true, into: other.Lever);

        Assert.Contains(other.Lever.SuperAdmin.Id, await UsersAsync(platform, account));
        await account.SendAsync(HttpMethod.Delete, account.Admin, "connection", null);
        await (await GetAsync(platform, account, "lever/users")).ProblemAsync(HttpStatusCode.Conflict, "not-authorized");
        await (await CallLeverAsync(platform, account)).ProblemAsync(HttpStatusCode.Conflict, "not-authorized");
    }

    [Theory]
    [InlineData(true, "active")]
    [InlineData(false, "authorized")]
    public async Task A_revocation_is_told_once_and_a_new_authorization_goes_on_where_it_stopped(bool isActive, string before)
    {
        var account = await stack.CreateAccountAsync();
        await account.ConnectAsync();
        await account.MapAsync(account.Admin, account.Lever.SuperAdmin.Email);
        if (isActive) await account.ActivateAsync();
        await account.Lever.RevokeAsync();

        foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CallLeverAsync(stack.Platform, account))))
            await answer.ProblemAsync(HttpStatusCode.Conflict, "not-authorized");

        var connection = await account.GetJsonAsync(account.Admin, "connection");
        Assert.Equal("revoked", connection.Text("status"));
        Assert.Contains("authorization", connection.Items("missing").Select(code => code.GetString()));
        Assert.Single(await account.EventsAsync("connection.revoked"));
        await (await account.PostAsync(account.Admin, "connection/activate", null)).ProblemAsync(HttpStatusCode.Conflict, "setup-incomplete");

        await account.ConnectAsync();

        Assert.Equal(before, (await account.GetJsonAsync(account.Admin, "connection")).Text("status"));
        Assert.Equal(isActive ? 1 : 0, (await account.EventsAsync("connection.activated")).Count);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await CallLeverAsync(stack.Platform, account)).StatusCode);
    }

    [Fact]
    public async Task A_refresh_that_does_not_get_through_revokes_nothing()
    {
        var account = await stack.ActiveAccountAsync();
        await account.Lever.ExpireAccessTokensAsync();
        await account.Lever.FailAsync("POST", "/oauth/token", "500");

        await (await CallLeverAsync(stack.Platform, account)).ProblemAsync(HttpStatusCode.ServiceUnavailable, "lever-unavailable");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await CallLeverAsync(stack.Platform, account)).StatusCode);
        Assert.Equal("active", (await account.GetJsonAsync(account.Admin, "connection")).Text("status"));
    }

    [Fact]
    public async Task What_Lever_gave_survives_a_database_that_fails_before_it_is_stored()
    {
        await using var api = await LoneApi.StartAsync(stack, new Dictionary<string, string>());
        await api.Lever.ExpireAccessTokensAsync();
        await api.Lever.FailAsync("POST", "/oauth/token", "delay", delayMs: 1_000, after: true);
        await using var scope = api.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<IntegrationDbContext>().Database;

        var call = CallLeverAsync();
        await EventuallyAsync.TrueAsync(
            async () => await database.SqlQuery<int>(
                $"""
                 SELECT count(pg_terminate_backend(pid))::int AS "Value" FROM pg_stat_activity
                 WHERE datname = current_database() AND state = 'idle in transaction' AND query LIKE '%FROM connections WHERE account_id = $1 FOR UPDATE%'
                 """).SingleAsync() > 0,
            "the transaction of the refresh is ended");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await call).StatusCode);

        await api.Lever.ExpireAccessTokensAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await CallLeverAsync()).StatusCode);
        Assert.Equal(3, (await api.Lever.LedgerAsync()).CallsTo("POST", "/oauth/token"));

        Task<HttpResponseMessage> CallLeverAsync() => api.SendAsync(HttpMethod.Put, "user-mappings/ada", new { leverEmail = "nobody@nowhere.example" });
    }

    [Fact]
    public async Task What_Lever_gave_is_stored_when_the_database_takes_it_again()
    {
        await using var api = await LoneApi.StartAsync(stack, new Dictionary<string, string>());
        await api.Lever.ExpireAccessTokensAsync();
        await api.SqlAsync("ALTER TABLE connections ADD CONSTRAINT full_up CHECK (token_generation = 0)");

        var call = api.SendAsync(HttpMethod.Put, "user-mappings/ada", new { leverEmail = "nobody@nowhere.example" });
        await EventuallyAsync.TrueAsync(async () => (await api.Lever.LedgerAsync()).CallsTo("POST", "/oauth/token") == 2, "Lever has given new tokens");
        await api.SqlAsync("ALTER TABLE connections DROP CONSTRAINT full_up");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await call).StatusCode);
        Assert.Equal(2, (await api.Lever.LedgerAsync()).CallsTo("POST", "/oauth/token"));
    }

    [Fact]
    public async Task Tokens_are_stored_encrypted_and_destroyed_by_a_disconnection()
    {
        var account = await stack.ActiveAccountAsync();
        await using var scope = stack.ApiServices.CreateAsyncScope();
        var connections = scope.ServiceProvider.GetRequiredService<IntegrationDbContext>().Connections.AsNoTracking().Where(found => found.AccountId == account.Id);

        var stored = await connections.SingleAsync();
        Assert.DoesNotContain("eyJ", System.Text.Encoding.Latin1.GetString(stored.AccessToken!));
        Assert.DoesNotContain("v1.", System.Text.Encoding.Latin1.GetString(stored.RefreshToken!));
        await account.SendAsync(HttpMethod.Delete, account.Admin, "connection", null);

        stored = await connections.SingleAsync();
        Assert.Null(stored.AccessToken);
        Assert.Null(stored.RefreshToken);
    }

    /// <summary>A call that Lever itself has to answer: nothing of it is remembered.</summary>
    private static async Task<HttpResponseMessage> CallLeverAsync(HttpClient api, TestAccount account)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, account.Path($"user-mappings/{account.UnmappedRecruiter}"));
        request.Headers.Add("On-Behalf-Of", account.Admin);
        request.Content = new StringContent("""{"leverEmail":"nobody@nowhere.example"}""", mediaType: new("application/json"));
        return await api.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient api, TestAccount account, string route)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, account.Path(route));
        request.Headers.Add("On-Behalf-Of", account.Admin);
        return await api.SendAsync(request);
    }

    private static async Task<List<string>> UsersAsync(HttpClient api, TestAccount account) =>
        [.. (await (await GetAsync(api, account, "lever/users")).JsonAsync()).Items().Select(user => user.Text("id"))];
}
