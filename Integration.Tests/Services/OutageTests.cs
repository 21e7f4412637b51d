using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using AppHost.Embedded;
using Integration.Api.Data;
using Integration.Tests.Stack;
using Integration.Tests.Webhooks;
using Integration.Ui;
using Npgsql;
using StackExchange.Redis;

namespace Integration.Tests.Services;

/// <summary>What the services say and keep while Postgres or Redis is away. Each test has a stack of its own to break.</summary>
public sealed class OutageTests(StackFixture stack)
{
    [Fact]
    public async Task Without_the_database_a_delivery_is_503_within_five_seconds_and_health_is_503()
    {
        using var proxy = new FreezableProxy(new NpgsqlConnectionStringBuilder(stack.DatabaseConnection).Port);
        await using var api = StartApi(proxy.Port, $"away_{Guid.NewGuid():N}");
        using var platform = StackFixture.PlatformClient(api.Url);
        var endpoint = await PrepareAsync(platform, "a-1");
        Assert.Equal(HttpStatusCode.OK, (await platform.GetAsync("/health")).StatusCode);

        foreach (var breakIt in (Action[])[proxy.Freeze, proxy.Close])
        {
            breakIt();
            var start = Stopwatch.GetTimestamp();
            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => platform.DeliverAsync(endpoint, Delivered())));

            Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(5));
            foreach (var answer in answers) await answer.ProblemAsync(HttpStatusCode.ServiceUnavailable, "unavailable");
            start = Stopwatch.GetTimestamp();
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await platform.GetAsync("/health")).StatusCode);
            Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        }

        Assert.Equal(HttpStatusCode.OK, (await platform.GetAsync("/alive")).StatusCode);
        await (await platform.GetAsync("/platform/accounts/a-1/events")).ProblemAsync(HttpStatusCode.ServiceUnavailable, "unavailable");
        var callback = await platform.GetAsync("/oauth/lever/callback?code=c&state=s");
        Assert.Equal((HttpStatusCode.Redirect, "/setup?error=exchange-failed"), (callback.StatusCode, callback.Headers.Location?.PathAndQuery));
        await (await platform.PutAsJsonAsync("/platform/accounts/a-1", new { name = "A" })).ProblemAsync(HttpStatusCode.ServiceUnavailable, "unavailable");
        await (await platform.PostAsJsonAsync("/platform/accounts/a-1/sessions", new { memberId = "m-1" })).ProblemAsync(HttpStatusCode.ServiceUnavailable, "unavailable");

        proxy.Open();
        await EventuallyAsync.TrueAsync(async () => (await platform.DeliverAsync(endpoint, Delivered())).StatusCode == HttpStatusCode.OK, "deliveries are taken again");
    }

    [Fact]
    public async Task A_full_intake_answers_503_and_takes_deliveries_again_afterwards()
    {
        using var proxy = new FreezableProxy(new NpgsqlConnectionStringBuilder(stack.DatabaseConnection).Port);
        await using var api = StartApi(proxy.Port, $"full_{Guid.NewGuid():N}");
        using var platform = StackFixture.PlatformClient(api.Url);
        var endpoint = await PrepareAsync(platform, "a-1");
        proxy.Freeze();

        foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => platform.DeliverAsync(endpoint, Delivered()))))
            await answer.ProblemAsync(HttpStatusCode.ServiceUnavailable, "unavailable");

        proxy.Close();
        proxy.Open();
        await EventuallyAsync.TrueAsync(async () => (await platform.DeliverAsync(endpoint, Delivered())).StatusCode == HttpStatusCode.OK, "deliveries are taken again");
    }

    [Fact]
    public async Task Replicas_that_start_at_once_on_an_empty_database_make_it_once_and_understand_each_other()
    {
        var database = $"fresh_{Guid.NewGuid():N}";
        var postgres = new NpgsqlConnectionStringBuilder(stack.DatabaseConnection).Port;
        var replicas = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => StartApi(postgres, database))));
        try
        {
            using var first = StackFixture.PlatformClient(replicas[0].Url);
            var endpoint = await PrepareAsync(first, "a-1");
            foreach (var replica in replicas)
            {
                using var platform = StackFixture.PlatformClient(replica.Url);
                Assert.Equal(HttpStatusCode.OK, (await platform.GetAsync("/health")).StatusCode);

                // The signature token was encrypted by the first: all have its key. And it is valid everywhere at once.
                Assert.Equal(HttpStatusCode.OK, (await platform.DeliverAsync(new(replica.Url, endpoint.PathAndQuery), Delivered())).StatusCode);
            }
        }
        finally
        {
            foreach (var replica in replicas) await replica.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_flushed_and_then_a_stopped_Redis_lose_nothing()
    {
        using var redis = EmbeddedRedis.Start();
        var postgres = new NpgsqlConnectionStringBuilder(stack.DatabaseConnection).Port;
        await using var api = StartApi(postgres, $"redis_{Guid.NewGuid():N}", redis.ConnectionString);
        using var platform = StackFixture.PlatformClient(api.Url);
        var endpoint = await PrepareAsync(platform, "a-1");
        var uiPort = LoopbackPort.Free();
        var settings = stack.UiSettings(api.Url.Port, uiPort);
        settings["ConnectionStrings:redis"] = redis.ConnectionString;
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new() });
        await using (var ui = new RunningService<IntegrationApi>(uiPort, settings))
        {
            await EventuallyAsync.TrueAsync(async () => (await browser.GetAsync(new Uri(ui.Url, "/health"))).StatusCode == HttpStatusCode.OK, "the UI is ready");
            var link = new Uri((await (await platform.PostAsJsonAsync("/platform/accounts/a-1/sessions", new { memberId = "m-1" })).JsonAsync(HttpStatusCode.Created)).Text("url"));
            Assert.Equal(HttpStatusCode.Redirect, (await TestAccount.SignInAsync(browser, new Uri(ui.Url, link.PathAndQuery))).StatusCode);
        }

        using (var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString)) await connection.GetDatabase().ExecuteAsync("FLUSHALL");

        // A UI that was not there before knows the keys only from what is published again.
        await using (var ui = new RunningService<IntegrationApi>(uiPort, settings))
        {
            await EventuallyAsync.TrueAsync(async () => (await browser.GetAsync(new Uri(ui.Url, "/health"))).StatusCode == HttpStatusCode.OK, "the keys are published again");
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(new Uri(ui.Url, "/candidates"))).StatusCode);
        }

        redis.Dispose();
        Assert.Equal("m-1", (await (await browser.GetAsync(new Uri(api.Url, "/me"))).JsonAsync()).Text("memberId"));
        Assert.Equal(HttpStatusCode.OK, (await platform.DeliverAsync(endpoint, Delivered())).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await platform.PutAsJsonAsync("/platform/accounts/a-1/candidates/c-1", new { name = "Ada", stage = "potential" })).StatusCode);
        var health = await platform.GetAsync("/health");
        Assert.Equal("Degraded", (await health.JsonAsync()).Text("status"));
    }

    private RunningService<IntegrationDbContext> StartApi(int postgresPort, string database, string? redis = null)
    {
        var port = LoopbackPort.Free();
        var settings = stack.ApiSettings(port, stack.Ui.Port);
        settings["ConnectionStrings:leverdb"] = new NpgsqlConnectionStringBuilder(stack.DatabaseConnection) { Port = postgresPort, Database = database }.ConnectionString;
        if (redis is not null) settings["ConnectionStrings:redis"] = redis;
        return new(port, settings);
    }

    /// <summary>An account with an admin and a signature token; gives the address of its webhooks.</summary>
    private static async Task<Uri> PrepareAsync(HttpClient platform, string account)
    {
        await platform.PutAsJsonAsync($"/platform/accounts/{account}", new { name = "A company" });
        await platform.PutAsJsonAsync($"/platform/accounts/{account}/members/m-1", new { name = "Mia", email = "mia@contoso.example", role = "admin" });
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/accounts/{account}/connection/webhooks");
        request.Headers.Add("On-Behalf-Of", "m-1");
        request.Content = JsonContent.Create(new { candidateHired = "signature-token" });
        return new((await (await platform.SendAsync(request)).JsonAsync()).Text("endpointUrl"));
    }

    private static Webhooks.Delivery Delivered() => new("candidateHired", "signature-token", new { opportunityId = "unknown" });
}
