using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Integration.Tests.Stack;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using StackExchange.Redis;

namespace Integration.Tests.AppHost;

/// <summary>The model while it runs: its links, its addresses, and the dashboard's commands.</summary>
public sealed class AppRunTests(RunningAppModel running) : IClassFixture<RunningAppModel>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_asks_the_model_for_a_service_or_a_store_reaches_it()
    {
        using var http = running.App.CreateHttpClient("api", "http");
        using var health = await http.GetAsync(new Uri("/health", UriKind.Relative), Ct);
        await using var database = new NpgsqlConnection(await running.App.GetConnectionStringAsync("leverdb", Ct) + ";Pooling=false");
        await database.OpenAsync(Ct);

        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Equal("leverdb", database.Database);
    }

    [Theory]
    [InlineData("ui", "headhuntr.io: sign in as Ada Admin")]
    [InlineData("api", "API reference")]
    [InlineData("lever", "Lever sandbox")]
    public async Task A_link_in_the_dashboard_says_where_it_leads_and_gets_there(string service, string name)
    {
        Assert.True(running.App.ResourceNotifications.TryGetCurrentState(service, out var state));
        var link = Assert.Single(state.Snapshot.Urls, url => url.DisplayProperties.DisplayName == name);

        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(link.Url), Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Start_afresh_empties_the_database_Redis_and_the_sandbox_and_brings_the_services_back()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync((await running.App.GetConnectionStringAsync("redis", Ct))!);
        await redis.GetDatabase().StringSetAsync("kept", "yes");
        await running.Demo.ChangeRulesAsync(new { burst = 3 });
        Assert.Equal(HttpStatusCode.Created, await running.PutAccountAsync("afresh"));
        Assert.Equal(HttpStatusCode.OK, await running.PutAccountAsync("afresh"));

        Assert.Null(await running.CommandAsync("leverdb", "start-afresh"));
        await running.HealthyAsync();

        Assert.Equal(HttpStatusCode.Created, await running.PutAccountAsync("afresh"));
        Assert.False(await redis.GetDatabase().KeyExistsAsync("kept"));
        Assert.Equal(JsonValueKind.Null, (await RulesAsync()).GetProperty("burst").ValueKind);
    }

    /// <summary>Otherwise the UI stays away when it looks before the API has begun to start again.</summary>
    [Fact]
    public void Who_waits_for_a_service_that_has_been_stopped_goes_on_waiting()
    {
        var options = running.App.Services.GetRequiredService<IOptions<ResourceNotificationServiceOptions>>().Value;

        Assert.Equal(WaitBehavior.WaitOnResourceUnavailable, options.DefaultWaitBehavior);
    }

    [Fact]
    public async Task Fail_the_next_calls_orders_faults_and_Recover_takes_them_back()
    {
        Assert.Null(await running.CommandAsync("lever", "fail-calls", ("kind", "429"), ("times", "3")));

        var fault = Assert.Single((await SandboxAsync("faults")).EnumerateArray());
        Assert.Equal(("429", "/v1", "*", 3), (fault.Text("kind"), fault.Text("path"), fault.Text("method"), fault.GetProperty("times").GetInt32()));

        Assert.Null(await running.CommandAsync("lever", "recover"));

        Assert.Empty((await SandboxAsync("faults")).EnumerateArray());
    }

    [Fact]
    public async Task A_late_answer_is_one_after_five_seconds()
    {
        Assert.Null(await running.CommandAsync("lever", "fail-calls", ("kind", "delay"), ("times", "1")));

        Assert.Equal(5_000, Assert.Single((await SandboxAsync("faults")).EnumerateArray()).GetProperty("delayMs").GetInt32());
        Assert.Null(await running.CommandAsync("lever", "recover"));
    }

    [Theory]
    [InlineData("teapot", "1")]
    [InlineData("500", "many")]
    [InlineData("500", "0")]
    public async Task What_no_call_can_fail_like_is_refused(string kind, string times)
    {
        Assert.NotNull(await running.CommandAsync("lever", "fail-calls", ("kind", kind), ("times", times)));

        Assert.Empty((await SandboxAsync("faults")).EnumerateArray());
    }

    [Fact]
    public async Task Lose_webhook_deliveries_loses_that_share_and_Recover_loses_none()
    {
        Assert.Null(await running.CommandAsync("lever", "lose-deliveries", ("percent", "40")));
        Assert.Equal(0.4, (await RulesAsync()).GetProperty("losesWebhooks").GetDouble());

        Assert.Null(await running.CommandAsync("lever", "recover"));
        Assert.Equal(0, (await RulesAsync()).GetProperty("losesWebhooks").GetDouble());
    }

    [Fact]
    public async Task Revoke_access_ends_what_Lever_gave_the_application()
    {
        var api = await running.Demo.AuthorizeAsync();
        await api.GetAsync("users");

        Assert.Null(await running.CommandAsync("lever", "revoke"));

        await api.GetAsync("users", HttpStatusCode.Unauthorized);
    }

    private Task<JsonElement> RulesAsync() => SandboxAsync("rules");

    private Task<JsonElement> SandboxAsync(string what) => running.Demo.Http.GetFromJsonAsync<JsonElement>($"/sandbox/{what}", Ct);
}
