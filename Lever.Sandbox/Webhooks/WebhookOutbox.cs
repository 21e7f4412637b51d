using System.Text.Json.Nodes;
using Lever.Sandbox.Opportunities;
using Lever.Sandbox.Organisations;

namespace Lever.Sandbox.Webhooks;

/// <summary>Turns what happens in an organisation into deliveries; whoever calls it holds the organisation's gate.</summary>
internal sealed class WebhookOutbox(Organisation organisation, WebhookQueue queue)
{
    /// <summary>Lever shows the last thousand requests of two weeks (documented).</summary>
    private const int KeptDeliveries = 1_000;
    private const long KeptMs = 14L * 24 * 60 * 60 * 1_000;

    private const int ForgottenAtOnce = 50;

    public void OfOpportunity(string name, Opportunity opportunity, bool byApp, long now, params (string Name, JsonNode? Value)[] more)
    {
        // Deprecated, and in spite of its name the opportunity's id.
        var data = new JsonObject
        {
            ["opportunityId"] = opportunity.Id,
            ["candidateId"] = opportunity.Id,
            ["contactId"] = opportunity.Contact,
        };
        foreach (var (field, value) in more) data[field] = value;
        Raise(name, data, opportunity, byApp, now);
    }

    public void OfContact(string name, string contactId, bool byApp, long now)
    {
        var at = name == WebhookEvents.ContactCreated ? "createdAt" : "updatedAt";
        Raise(name, new() { ["contactId"] = contactId, ["accountId"] = organisation.Id, [at] = now }, null, byApp, now);
    }

    /// <summary>Sends the same bytes once more, as the settings page lets a person do.</summary>
    public Delivery Rerun(Delivery delivery, long now) => Add(delivery with
    {
        Id = Seed.NewId(),
        IsRerun = true,
        State = Delivery.Pending,
        CreatedAt = now,
        NextTryAt = now,
        Tries = [],
    });

    private void Raise(string name, JsonObject data, Opportunity? opportunity, bool byApp, long now)
    {
        var rules = organisation.Rules;
        if (!organisation.Settings.EnabledEvents.Contains(name) || (byApp && !rules.EchoesOwnWrites)) return;

        foreach (var webhook in organisation.Webhooks.All.Where(webhook => webhook.Event == name))
        {
            if (opportunity is not null && WebhookEvents.HasOrigin(name) && !webhook.Origins.Contains(opportunity.Origin)) continue;

            var id = Seed.NewId();
            var envelope = Delivery.Envelope(webhook, rules.WebhooksCarryId ? id : null, now, (JsonObject)data.DeepClone());
            var delivery = new Delivery
            {
                Id = id,
                WebhookId = webhook.Id,
                Event = name,
                Url = webhook.Url,
                Body = envelope.ToJsonString(Api.LeverJson.Options),
                OpportunityId = opportunity?.Id,
                State = Random.Shared.NextDouble() < rules.LosesWebhooks ? Delivery.Lost : Delivery.Pending,
                CreatedAt = now,
                NextTryAt = now + (rules.WebhooksReorderWithinMs > 0 ? Random.Shared.Next(rules.WebhooksReorderWithinMs) : 0),
            };
            Add(delivery);
            if (rules.DuplicatesWebhooks) Add(delivery with { Id = Seed.NewId() });
        }
    }

    private Delivery Add(Delivery delivery)
    {
        organisation.Deliveries.Put(delivery);
        if (delivery.IsPending) queue.Enqueue(organisation, delivery);
        Forget(delivery.CreatedAt);
        return delivery;
    }

    private void Forget(long now)
    {
        var tooMany = organisation.DeliveriesByTime.Count - KeptDeliveries;
        var old = organisation.DeliveriesByTime.All
            .Take(ForgottenAtOnce)
            .TakeWhile((moment, n) => n < tooMany || moment.At < now - KeptMs)
            .Where(moment => !organisation.Deliveries.Find(moment.Id)!.IsPending)
            .ToList();
        foreach (var moment in old) organisation.Deliveries.Remove(moment.Id);
    }
}
