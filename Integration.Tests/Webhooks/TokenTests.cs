using System.Net;
using System.Text.Json;
using Integration.Tests.Stack;

namespace Integration.Tests.Webhooks;

/// <summary>The signature tokens: pasted or made, never shown again, valid at once.</summary>
public sealed class TokenTests(StackFixture stack)
{
    [Fact]
    public async Task What_is_absent_stays_what_is_null_goes_and_both_count_at_once()
    {
        var account = await stack.CreateAccountAsync();
        var first = await PutAsync(account, """{"candidateHired":"token-of-candidateHired","candidateDeleted":"token-of-candidateDeleted"}""");
        var endpoint = new Uri(first.Text("endpointUrl"));
        Assert.Equal(["candidateDeleted", "candidateHired"], Kept(first));
        Assert.Equal(HttpStatusCode.OK, await DeliverAsync(endpoint, "candidateHired"));

        Assert.Equal(["applicationCreated", "candidateDeleted", "candidateHired"], Kept(await PutAsync(account, """{"applicationCreated":"token-of-applicationCreated"}""")));
        Assert.Equal(["applicationCreated", "candidateDeleted", "candidateHired"], Kept(await PutAsync(account, "{}")));
        Assert.Equal(["applicationCreated", "candidateDeleted"], Kept(await PutAsync(account, """{"candidateHired":null}""")));

        Assert.Equal(HttpStatusCode.Unauthorized, await DeliverAsync(endpoint, "candidateHired"));
        Assert.Equal(HttpStatusCode.OK, await DeliverAsync(endpoint, "candidateDeleted"));
        Assert.Equal(HttpStatusCode.OK, await DeliverAsync(endpoint, "applicationCreated"));
    }

    [Fact]
    public async Task A_token_is_in_no_answer_and_in_no_table()
    {
        var account = await stack.CreateAccountAsync();
        var token = $"secret{Guid.NewGuid():N}";

        var answer = await PutAsync(account, $$"""{"candidateHired":"{{token}}"}""");

        Assert.DoesNotContain(token, answer.GetRawText());
        Assert.DoesNotContain(token, (await account.GetJsonAsync(account.Admin, "connection")).GetRawText());
        await using var db = new Npgsql.NpgsqlConnection(stack.DatabaseConnection);
        await db.OpenAsync();
        await using var query = new Npgsql.NpgsqlCommand("SELECT count(*) FROM webhook_tokens WHERE position(convert_to($1, 'UTF8') IN token) > 0", db);
        query.Parameters.AddWithValue(token);
        Assert.Equal(0L, await query.ExecuteScalarAsync());
    }

    [Theory]
    [InlineData("{\"candidateHired\":\"\"}")]
    [InlineData("{\"candidateHired\":\"two words\"}")]
    [InlineData("{\"candidateHired\":\"a\\nb\"}")]
    [InlineData("{\"candidateHired\":7}")]
    [InlineData("{\"candidateDeleted\":\"good\",\"candidateHired\":\"\\u0000\"}")]
    public async Task What_is_no_token_is_400_and_keeps_nothing(string body)
    {
        var account = await stack.CreateAccountAsync();

        await stack.ScenarioAsync(s => s.As(account.Admin).Put.To(account.Path("connection/webhooks"), body).ProblemShouldBe(400, "validation"));

        Assert.Empty(Kept((await account.GetJsonAsync(account.Admin, "connection")).GetProperty("webhooks")));
    }

    [Fact]
    public async Task Provisioning_creates_what_is_missing_leaves_what_was_pasted_and_is_done_the_second_time()
    {
        var account = await stack.ActiveAccountAsync();
        await account.Lever.EnableWebhooksAsync();
        var endpoint = new Uri((await PutAsync(account, """{"candidateHired":"token-of-candidateHired"}""")).Text("endpointUrl"));
        string[] others = [.. WebhookWords.Events.Except(["candidateHired"])];

        var first = await (await account.PostAsync(account.Admin, "connection/webhooks/provision", null)).JsonAsync();
        var second = await (await account.PostAsync(account.Admin, "connection/webhooks/provision", null)).JsonAsync();

        Assert.Equal(others.Order(), Names(first, "created"));
        Assert.Equal(["candidateHired"], Names(first, "existing"));
        Assert.Empty(Names(second, "created"));
        Assert.Equal(WebhookWords.Events.Order(), Names(second, "existing"));
        Assert.Equal(HttpStatusCode.OK, await DeliverAsync(endpoint, "candidateHired"));
        Assert.Equal(4, (await account.Lever.LedgerAsync()).CallsTo("POST", "/v1/webhooks"));
    }

    [Fact]
    public async Task Provisioning_several_times_at_once_creates_each_webhook_once()
    {
        var account = await stack.ActiveAccountAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => await (await account.PostAsync(account.Admin, "connection/webhooks/provision", null)).JsonAsync()));

        Assert.Equal(WebhookWords.Events.Order(), answers.SelectMany(answer => Names(answer, "created")).Order());
        Assert.Equal(5, (await account.Lever.LedgerAsync()).CallsTo("POST", "/v1/webhooks"));
    }

    [Fact]
    public async Task What_an_earlier_try_created_and_could_not_keep_is_replaced()
    {
        var account = await stack.ActiveAccountAsync();
        await account.PostAsync(account.Admin, "connection/webhooks/provision", null);
        await PutAsync(account, """{"candidateHired":null}""");

        Assert.Equal(["candidateHired"], Names(await (await account.PostAsync(account.Admin, "connection/webhooks/provision", null)).JsonAsync(), "created"));

        Assert.Equal(1, (await account.Lever.LedgerAsync()).CallsTo("DELETE", "/v1/webhooks/{id}"));
    }

    [Fact]
    public async Task What_was_provisioned_is_signed_with_the_tokens_that_were_kept()
    {
        var account = await stack.ActiveAccountAsync();
        await account.Lever.EnableWebhooksAsync();
        await account.PostAsync(account.Admin, "connection/webhooks/provision", null);
        var (candidate, opportunity) = await account.ExportedAsync();

        await account.Lever.MoveAsync(opportunity, "lead-responded");

        await EventuallyAsync.TrueAsync(
            async () => (await account.EventsAsync("candidate.stageChanged")).Exists(told => told.Text("candidateId") == candidate), "the change is told");
    }

    private async Task<JsonElement> PutAsync(TestAccount account, string body) =>
        (await stack.ScenarioAsync(s => s.As(account.Admin).Put.To(account.Path("connection/webhooks"), body))).ReadAsJson<JsonElement>();

    private static IEnumerable<string> Kept(JsonElement webhooks) =>
        webhooks.Items("events").Where(one => one.GetProperty("hasSignatureToken").GetBoolean()).Select(one => one.Text("event")).Order();

    private static IEnumerable<string> Names(JsonElement json, string field) => json.Items(field).Select(name => name.GetString()!).Order();

    private async Task<HttpStatusCode> DeliverAsync(Uri endpoint, string name) =>
        (await stack.Platform.DeliverAsync(endpoint, new Delivery(name, WebhookWords.TokenOf(name), new { opportunityId = Guid.NewGuid() }))).StatusCode;
}
