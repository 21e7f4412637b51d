using Lever.Sandbox.Api;
using Lever.Sandbox.Organisations;
using Lever.Sandbox.State;

namespace Lever.Sandbox.Webhooks;

/// <summary>Makes, tries out and removes webhooks, for apps and for people alike.</summary>
internal sealed class Registrations(WebhookHttp http, TimeProvider clock)
{
    public static Webhook New(NewWebhook asked, bool byApp, long now)
    {
        if (asked.Event is null || !WebhookEvents.IsKnown(asked.Event)) throw Refusal.BadRequest($"Unknown event: {asked.Event}");

        var origins = asked.Configuration?.Conditions?.Origins ?? asked.Configuration?.Origins;
        if (origins?.Except(Webhook.AllOrigins).FirstOrDefault() is { } unknown) throw Refusal.BadRequest($"Unknown origin: {unknown}");

        return new()
        {
            Id = Seed.NewId(),
            Event = asked.Event,
            Url = ValidUrl(asked.Url),
            SignatureToken = WebhookSignature.NewToken(),
            Origins = origins is { Count: > 0 } ? origins : Webhook.AllOrigins,
            MadeByApp = byApp,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    public static string ValidUrl(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed) && (parsed.Scheme == "https" || (parsed.Scheme == "http" && parsed.IsLoopback))
            ? url
            : throw Refusal.BadRequest("The URL must be https; http is taken for this machine only");

    /// <summary>"Verify connection" (documented): a signed request with empty data; it is kept in the history like any other.</summary>
    public async Task<DeliveryTry> VerifyAsync(Organisation organisation, Webhook webhook, CancellationToken ct)
    {
        var now = clock.Milliseconds();
        var body = Delivery.Envelope(webhook, id: null, now, []).ToJsonString(LeverJson.Options);
        var tried = await http.PostAsync(webhook.Url, body, organisation.Rules.WebhookTimeoutMs, ct);

        var test = new Delivery
        {
            Id = Seed.NewId(),
            WebhookId = webhook.Id,
            Event = webhook.Event,
            Url = webhook.Url,
            Body = body,
            IsTest = true,
            CreatedAt = now,
        };
        lock (organisation.Gate)
        {
            organisation.Deliveries.Put(test.After(tried, speed: 1, mostTries: 1));
        }

        return tried;
    }
}

/// <summary>The body of <c>POST /webhooks</c>; origins directly under the configuration are the older form.</summary>
internal sealed record NewWebhook(string? Event, string? Url, NewWebhook.Configured? Configuration = null)
{
    internal sealed record Configured(Conditioned? Conditions = null, IReadOnlyList<string>? Origins = null, bool VerifyConnection = false);

    internal sealed record Conditioned(IReadOnlyList<string>? Origins = null);
}
