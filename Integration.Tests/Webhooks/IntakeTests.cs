using System.Net;
using System.Text;
using System.Text.Json;
using Integration.Api.Data;
using Integration.Api.Webhooks;
using Integration.Tests.Stack;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Integration.Tests.Webhooks;

/// <summary>What a delivery is answered, in the order in which it is checked.</summary>
public sealed class IntakeTests(StackFixture stack)
{
    private const int MiB = 1024 * 1024;

    [Fact]
    public void The_published_signature_is_accepted_and_any_other_is_not()
    {
        const string key = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978";
        const string signature = "471745b12351612ba5b47e079a2a651d8c8c716896b77ab1d2e12962d1a06d23";
        const string token = "00112233445566778899aabbccddeeff0011223344556677";

        Assert.True(Read(signature).IsSignedWith(key));
        Assert.True(Read(signature.ToUpperInvariant()).IsSignedWith(key));
        Assert.False(Read(signature).IsSignedWith(key + "0"));
        Assert.False(Read(signature[..^1] + "4").IsSignedWith(key));
        Assert.False(Read(signature[..^2]).IsSignedWith(key));
        Assert.False(Read(new('g', 64)).IsSignedWith(key));
        Assert.False(Read("").IsSignedWith(key));

        static LeverWebhook Read(string signature) => LeverWebhook.Parse(Encoding.UTF8.GetBytes(
            $$$"""{"event":"candidateArchiveChange","triggeredAt":1785000000000,"token":"{{{token}}}","signature":"{{{signature}}}","data":{"opportunityId":"6d7c"}}"""))!;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Over_one_MiB_is_413_and_one_MiB_is_not(bool chunked)
    {
        var (account, endpoint) = await AccountAsync();

        await (await PostAsync(endpoint, new byte[MiB + 1], chunked)).ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too-large");

        var padded = Padded(Delivered(), MiB);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(endpoint, padded, chunked)).StatusCode);
        Assert.Single(await account.HandledAsync(1));
    }

    [Fact]
    public async Task An_unknown_endpoint_is_404_before_the_body_is_looked_at()
    {
        foreach (var key in (string[])["unknown", new('x', 5_000), "a%0Ab", "%C3%A4"])
            await (await stack.Platform.DeliverAsync(new(stack.Api, $"/webhooks/lever/{key}"), "not JSON")).ProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    [Theory]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("""{"token":"t","triggeredAt":1785000000000}""")]
    [InlineData("""{"event":"candidateHired","triggeredAt":1785000000000}""")]
    [InlineData("""{"event":"candidateHired","token":"t"}""")]
    [InlineData("""{"event":7,"token":"t","triggeredAt":1785000000000}""")]
    [InlineData("""{"event":"candidateHired","token":["t"],"triggeredAt":1785000000000}""")]
    [InlineData("""{"event":"candidateHired","token":"t","triggeredAt":"1785000000000"}""")]
    [InlineData("""{"event":"candidateHired","token":"t","triggeredAt":null}""")]
    [InlineData("""{"event":"candidateHired","token":"t","triggeredAt":1.5}""")]
    [InlineData("""{"event":"candidateHired","token":"t","triggeredAt":1e400}""")]
    [InlineData("""{"event":"candidateHired","token":"t","triggeredAt":-1}""")]
    [InlineData("""{"event":"candidateHired","token":"t","triggeredAt":4133980800000}""")]
    [InlineData("""{"event":"candidateHired","token":"\ud800","triggeredAt":1785000000000}""")]
    [InlineData("""{"event":"candidate\u0000Hired","token":"t","triggeredAt":1785000000000}""")]
    public async Task What_is_no_webhook_is_400_before_the_signature_is_looked_at(string body)
    {
        var (_, endpoint) = await AccountAsync();

        await (await stack.Platform.DeliverAsync(endpoint, body)).ProblemAsync(HttpStatusCode.BadRequest, "validation");
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_and_JSON_that_is_too_deep_are_400()
    {
        var (_, endpoint) = await AccountAsync();

        await (await PostAsync(endpoint, [.. "{\"event\":\""u8, 0xff, 0xfe, .. "\",\"token\":\"t\",\"triggeredAt\":1}"u8])).ProblemAsync(HttpStatusCode.BadRequest, "validation");
        await (await PostAsync(endpoint, Encoding.UTF8.GetBytes(new string('[', 100_000)))).ProblemAsync(HttpStatusCode.BadRequest, "validation");
    }

    [Fact]
    public async Task A_delivery_that_is_not_signed_with_the_token_of_its_event_and_account_is_401_and_not_stored()
    {
        var (account, endpoint) = await AccountAsync();
        var (other, _) = await AccountAsync();
        await other.SendAsync(HttpMethod.Put, other.Admin, "connection/webhooks", new { candidateHired = "token-of-another-account" });
        var good = Delivered();
        var fields = good.Fields();

        List<string> forged =
        [
            new Delivery("candidateHired", WebhookWords.TokenOf("candidateDeleted"), good.Data).Json,
            new Delivery("candidateHired", "token-of-another-account", good.Data).Json,
            new Delivery("interviewCreated", "token-of-another-account", good.Data).Json,
            new Delivery("candidateHired", "", good.Data).Json,
        ];
        foreach (var signature in (object?[])[null, "", 7, "zz", good.Signature[..^2], new Delivery("candidateHired", "x").Signature])
            forged.Add(JsonSerializer.Serialize(new Dictionary<string, object?>(fields) { ["signature"] = signature }));
        forged.Add(JsonSerializer.Serialize(new Dictionary<string, object?>(fields) { ["triggeredAt"] = good.TriggeredAt + 1 }));
        forged.Add(JsonSerializer.Serialize(new Dictionary<string, object?>(fields) { ["token"] = good.Token + "0" }));

        foreach (var body in forged) await (await stack.Platform.DeliverAsync(endpoint, body)).ProblemAsync(HttpStatusCode.Unauthorized, "wrong-signature");

        Assert.Empty(await account.HandledAsync(0));
    }

    [Fact]
    public async Task An_event_that_is_not_one_of_the_five_is_taken_with_any_token_of_the_account()
    {
        var (account, endpoint) = await AccountAsync();

        foreach (var name in WebhookWords.Events)
        {
            var delivery = new Delivery("interviewCreated", WebhookWords.TokenOf(name), new { interviewId = "i-1", opportunityId = "unknown" });
            Assert.Equal(HttpStatusCode.OK, (await stack.Platform.DeliverAsync(endpoint, delivery)).StatusCode);
        }

        Assert.All(await account.HandledAsync(5), delivery => Assert.Equal("interviewCreated", delivery.Text("event")));
    }

    [Fact]
    public async Task A_delivery_that_was_seen_before_is_200_and_stored_once_whatever_else_it_says()
    {
        var (account, endpoint) = await AccountAsync();
        var delivery = Delivered();
        var again = delivery with { Data = new { opportunityId = "another" }, Id = "another" };

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(turn => stack.Platform.DeliverAsync(endpoint, turn % 2 == 0 ? delivery : again)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        var first = Assert.Single(await account.HandledAsync(1));
        foreach (var late in (Delivery[])[delivery, again])
            Assert.Equal(HttpStatusCode.OK, (await stack.Platform.DeliverAsync(endpoint, late)).StatusCode);
        Assert.Equal(first.GetRawText(), Assert.Single(await account.HandledAsync(1)).GetRawText());
    }

    [Theory]
    [InlineData(-31, 0)]
    [InlineData(-29, 1)]
    [InlineData(1, 1)]
    public async Task A_delivery_older_than_what_is_kept_is_200_and_does_nothing(int days, int stored)
    {
        var (account, endpoint) = await AccountAsync();
        var delivery = Delivered() with { TriggeredAt = DateTimeOffset.UtcNow.AddDays(days).ToUnixTimeMilliseconds() };

        Assert.Equal(HttpStatusCode.OK, (await stack.Platform.DeliverAsync(endpoint, delivery)).StatusCode);

        Assert.Equal(stored, (await account.HandledAsync(stored)).Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4102444799999)]
    public async Task The_ends_of_the_time_that_is_understood_are_200(long triggeredAt)
    {
        var (_, endpoint) = await AccountAsync();

        Assert.Equal(HttpStatusCode.OK, (await stack.Platform.DeliverAsync(endpoint, Delivered() with { TriggeredAt = triggeredAt })).StatusCode);
    }

    [Fact]
    public async Task Levers_test_is_200_and_shown()
    {
        var (account, endpoint) = await AccountAsync();

        var test = new Delivery("candidateHired", WebhookWords.TokenOf("candidateHired")) { Id = null };
        Assert.Equal(HttpStatusCode.OK, (await stack.Platform.DeliverAsync(endpoint, test)).StatusCode);
        await (await stack.Platform.DeliverAsync(endpoint, test with { SignatureToken = "wrong" })).ProblemAsync(HttpStatusCode.Unauthorized, "wrong-signature");

        var shown = (await account.GetJsonAsync(account.Admin, "connection")).GetProperty("webhooks").Items("events");
        Assert.Equal(["candidateHired"], shown.Where(one => one.TryGetProperty("lastTestAt", out _)).Select(one => one.Text("event")));
        Assert.DoesNotContain(shown, one => one.TryGetProperty("lastReceivedAt", out _));
        Assert.True(Assert.Single(await account.HandledAsync(1)).GetProperty("isTest").GetBoolean());
    }

    [Fact]
    public async Task What_was_answered_200_is_stored_as_it_came_until_it_is_handled()
    {
        var (account, endpoint) = await stack.WebhookAccountAsync();
        var (_, opportunity) = await account.ExportedAsync();
        await account.Lever.FailAsync("GET", "/v1/opportunities/{id}", "500", times: 1_000);
        var odd = $"{{\"opportunityId\":\"{opportunity}\",\"note\":\"a\\u0000b\\ud800\"}}";
        var delivery = Delivered();
        var body = delivery.Json.Replace(JsonSerializer.Serialize(delivery.Data), odd, StringComparison.Ordinal);
        Assert.Contains("u0000", body);

        Assert.Equal(HttpStatusCode.OK, (await stack.Platform.DeliverAsync(endpoint, body)).StatusCode);

        Assert.Equal(body, await StoredAsync());
        await account.Lever.ClearFaultsAsync();
        Assert.Equal("nothing new", Assert.Single(await account.HandledAsync(1)).Text("outcome"));
        Assert.Equal("", await StoredAsync());
        Assert.NotEqual(default, (await account.GetJsonAsync(account.Admin, "connection")).GetProperty("webhooks").Items("events")
            .Single(one => one.Text("event") == "candidateHired").GetProperty("lastReceivedAt").GetDateTimeOffset());

        async Task<string> StoredAsync()
        {
            await using var scope = stack.ApiServices.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<IntegrationDbContext>();
            return Encoding.UTF8.GetString(await db.WebhookDeliveries.Where(row => row.AccountId == account.Id).Select(row => row.Body).SingleAsync());
        }
    }

    [Fact]
    public async Task Another_accounts_deliveries_are_neither_seen_nor_replayed()
    {
        var (account, endpoint) = await AccountAsync();
        var (other, _) = await AccountAsync();
        await stack.Platform.DeliverAsync(endpoint, Delivered());
        var id = Assert.Single(await account.HandledAsync(1)).GetProperty("id").GetInt64();

        Assert.Empty(await other.HandledAsync(0));
        await (await other.PostAsync(other.Admin, $"webhook-deliveries/{id}/replay", null)).ProblemAsync(HttpStatusCode.NotFound, "not-found");
        Assert.Equal(HttpStatusCode.Accepted, (await account.PostAsync(account.Admin, $"webhook-deliveries/{id}/replay", null)).StatusCode);
    }

    private async Task<(TestAccount Account, Uri Endpoint)> AccountAsync()
    {
        var account = await stack.CreateAccountAsync();
        return (account, await account.PasteTokensAsync());
    }

    private static Delivery Delivered() => new("candidateHired", WebhookWords.TokenOf("candidateHired"), new { opportunityId = "unknown", contactId = "c-1" });

    private static byte[] Padded(Delivery delivery, int length) => Encoding.UTF8.GetBytes(delivery.Json.PadRight(length));

    private async Task<HttpResponseMessage> PostAsync(Uri endpoint, byte[] body, bool chunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new StreamContent(new MemoryStream(body)) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TransferEncodingChunked = chunked;
        return await stack.Platform.SendAsync(request);
    }
}
