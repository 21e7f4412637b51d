using System.Text.Json.Nodes;
using Lever.Sandbox.Organisations;
using Lever.Sandbox.State;
using Microsoft.Extensions.Options;

namespace Lever.Sandbox.Webhooks;

/// <summary>Posts deliveries, several at a time, and tries again after growing pauses until Lever would give up.</summary>
internal sealed class WebhookSender(
    LeverState lever, WebhookQueue queue, WebhookHttp http, IOptions<SandboxOptions> options, TimeProvider clock) : BackgroundService
{
    private const int AtATime = 16;

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var organisation in lever.All)
        {
            lock (organisation.Gate)
            {
                foreach (var delivery in organisation.Deliveries.All.Where(d => d.IsPending)) queue.Enqueue(organisation, delivery);
            }
        }

        return Parallel.ForEachAsync(
            queue.Due.ReadAllAsync(stoppingToken),
            new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = stoppingToken },
            async (due, ct) => await SendAsync(due.Organisation, due.DeliveryId, ct));
    }

    private async Task SendAsync(Organisation organisation, string deliveryId, CancellationToken ct)
    {
        Delivery? delivery;
        lock (organisation.Gate)
        {
            delivery = organisation.Deliveries.Find(deliveryId);
            if (delivery is not { IsPending: true }) return;
            if (delivery.Tries.Count > 0 && !organisation.Rules.RetriesKeepToken) delivery = SignedAgain(organisation, delivery);
        }

        var tried = await http.PostAsync(delivery.Url, delivery.Body, organisation.Rules.WebhookTimeoutMs, ct);

        lock (organisation.Gate)
        {
            var speed = organisation.Rules.WebhookSpeed ?? options.Value.WebhookSpeed;
            var after = organisation.Deliveries.Put(delivery.After(tried, speed, organisation.Rules.WebhookTries));
            if (after.IsPending) queue.Enqueue(organisation, after);
        }
    }

    private Delivery SignedAgain(Organisation organisation, Delivery delivery)
    {
        if (organisation.Webhooks.Find(delivery.WebhookId) is not { } webhook) return delivery;

        var body = JsonNode.Parse(delivery.Body)!.AsObject();
        var again = Delivery.Envelope(
            webhook, body["id"]?.GetValue<string>(), clock.Milliseconds(), (JsonObject)body["data"]!.DeepClone());
        return delivery with { Body = again.ToJsonString(Api.LeverJson.Options) };
    }
}
