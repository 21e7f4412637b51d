using System.Text.Json.Nodes;
using Lever.Sandbox.State;

namespace Lever.Sandbox.Webhooks;

/// <summary>One telling of one webhook, with all its tries.</summary>
internal sealed record Delivery : IRow
{
    public const string Pending = "pending";
    public const string Delivered = "delivered";
    public const string GivenUp = "given up";

    /// <summary>Never sent, by the rule <c>losesWebhooks</c>.</summary>
    public const string Lost = "lost";

    /// <summary>The pauses are not published: *assumed*. The rule <c>webhookTries</c> says how many of them there are.</summary>
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(4),
    ];

    public required string Id { get; init; }

    public required string WebhookId { get; init; }

    public required string Event { get; init; }

    public required string Url { get; init; }

    /// <summary>The bytes as they are posted.</summary>
    public required string Body { get; init; }

    public string? OpportunityId { get; init; }

    /// <summary>"Verify connection": sent once, signed, with empty data.</summary>
    public bool IsTest { get; init; }

    public bool IsRerun { get; init; }

    public string State { get; init; } = Pending;

    public long CreatedAt { get; init; }

    public long NextTryAt { get; init; }

    public IReadOnlyList<DeliveryTry> Tries { get; init; } = [];

    public bool IsPending => State == Pending;

    /// <summary>This delivery after a try: done, to be tried again after a pause, or given up.</summary>
    public Delivery After(DeliveryTry tried, double speed, int mostTries)
    {
        var tries = Tries.Append(tried).ToList();
        if (tried.IsSuccess) return this with { Tries = tries, State = Delivered };
        if (IsTest || tries.Count >= mostTries || tries.Count > Pauses.Length) return this with { Tries = tries, State = GivenUp };

        return this with { Tries = tries, NextTryAt = tried.At + (long)(Pauses[tries.Count - 1] / speed).TotalMilliseconds };
    }

    /// <summary>The envelope that Lever posts; a test has no id (documented).</summary>
    public static JsonObject Envelope(Webhook webhook, string? id, long now, JsonObject data)
    {
        var token = WebhookSignature.NewToken();
        var envelope = new JsonObject();
        if (id is not null) envelope["id"] = id;
        envelope["event"] = webhook.Event;
        envelope["triggeredAt"] = now;
        envelope["token"] = token;
        envelope["signature"] = WebhookSignature.Of(webhook.SignatureToken, token, now);
        envelope["data"] = data;
        return envelope;
    }
}

/// <summary>One try; a status of null means that no answer came.</summary>
internal sealed record DeliveryTry(long At, int? Status, string Answer, long TookMs)
{
    /// <summary>Any 2xx and nothing else: a redirect is a failure (documented).</summary>
    public bool IsSuccess => Status is >= 200 and < 300;
}
