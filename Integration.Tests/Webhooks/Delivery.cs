using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Integration.Tests.Stack;

namespace Integration.Tests.Webhooks;

/// <summary>A delivery as Lever would make it, or as somebody would who wants to pass for Lever.</summary>
internal sealed record Delivery(string Event, string SignatureToken, object? Data = null)
{
    public string Token { get; init; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    public long TriggeredAt { get; init; } = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    public string? Id { get; init; } = Guid.NewGuid().ToString();

    public string Signature => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SignatureToken), Encoding.UTF8.GetBytes($"{Token}{TriggeredAt}")));

    public string Json => JsonSerializer.Serialize(Fields());

    public Dictionary<string, object?> Fields()
    {
        var fields = new Dictionary<string, object?>
        {
            ["event"] = Event,
            ["token"] = Token,
            ["triggeredAt"] = TriggeredAt,
            ["signature"] = Signature,
            ["data"] = Data ?? new { },
        };
        if (Id is not null) fields["id"] = Id;
        return fields;
    }
}

/// <summary>The webhooks of a test's account.</summary>
internal static class WebhookWords
{
    public static readonly IReadOnlyList<string> Events =
        ["applicationCreated", "candidateStageChange", "candidateArchiveChange", "candidateHired", "candidateDeleted"];

    /// <summary>The token that <see cref="PasteTokensAsync"/> gave an event.</summary>
    public static string TokenOf(string name) => $"token-of-{name}";

    /// <summary>A token of its own for each event, as the admin copies it from Lever's settings.</summary>
    public static async Task<Uri> PasteTokensAsync(this TestAccount account)
    {
        var answer = await account.SendAsync(HttpMethod.Put, account.Admin, "connection/webhooks", Events.ToDictionary(name => name, TokenOf));
        return new((await answer.JsonAsync()).Text("endpointUrl"));
    }

    /// <summary>An account whose connection is active, and its endpoint, which has a token for each event.</summary>
    public static async Task<(TestAccount Account, Uri Endpoint)> WebhookAccountAsync(this StackFixture stack)
    {
        var account = await stack.ActiveAccountAsync();
        return (account, await account.PasteTokensAsync());
    }

    /// <summary>As Lever delivers it: it is answered 200.</summary>
    public static async Task DeliverAsync(this StackFixture stack, Uri endpoint, string name, object data) =>
        Assert.Equal(HttpStatusCode.OK, (await stack.Platform.DeliverAsync(endpoint, new Delivery(name, TokenOf(name), data))).StatusCode);

    public static Task<HttpResponseMessage> DeliverAsync(this HttpClient http, Uri endpoint, Delivery delivery) => http.DeliverAsync(endpoint, delivery.Json);

    public static Task<HttpResponseMessage> DeliverAsync(this HttpClient http, Uri endpoint, string body) =>
        http.PostAsync(endpoint, new StringContent(body, mediaType: new("application/json")));

    /// <summary>The log of deliveries when all of them have been handled.</summary>
    public static async Task<IReadOnlyList<JsonElement>> HandledAsync(this TestAccount account, int count) => (await EventuallyAsync.GetAsync(
        () => account.GetJsonAsync(account.Admin, "webhook-deliveries?limit=200"),
        log => log.Items().Count == count && log.Items().All(delivery => delivery.Text("status") == "handled"), $"{count} deliveries are handled")).Items();

    /// <summary>An opportunity of ours in Lever, with nothing delivered about it yet.</summary>
    public static async Task<(string Candidate, string Opportunity)> ExportedAsync(this TestAccount account, object? more = null)
    {
        var candidate = (await account.AddCandidatesAsync(1, _ => more ?? new { })).Single();
        var export = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = new[] { candidate } }));
        return (candidate, export.GetProperty("items")[0].Text("opportunityId"));
    }
}
