using Lever.Sandbox.Api;
using Lever.Sandbox.Organisations;
using Lever.Sandbox.State;

namespace Lever.Sandbox.Webhooks;

/// <summary>What a Super Admin does on Lever's settings page, as calls for tests.</summary>
internal static class WebhookControl
{
    public static void MapWebhookControl(this IEndpointRouteBuilder control)
    {
        control.MapGet("/webhook-groups", Groups).WithSummary("Which events are switched on");
        control.MapPut("/webhook-groups", Switch).WithSummary("Switch events on or off; \"all\" means every one");
        control.MapGet("/webhooks", List).WithSummary("All webhooks with their signature tokens");
        control.MapPost("/webhooks", Create).WithSummary("Add a webhook as a person");
        control.MapDelete("/webhooks/{id}", Delete).WithSummary("Remove a webhook that a person added");
        control.MapPost("/webhooks/{id}/verify", Verify).WithSummary("Verify connection: send the test");
        control.MapGet("/webhook-deliveries", Deliveries).WithSummary("The history, oldest first");
        control.MapPost("/webhook-deliveries/{id}/rerun", Rerun).WithSummary("Send a delivery of the history again");
    }

    public static void SwitchGroups(Organisation organisation, IReadOnlyDictionary<string, bool> changes)
    {
        var enabled = organisation.Settings.EnabledEvents.ToHashSet();
        foreach (var (name, isOn) in changes)
        {
            var names = name == "all" ? WebhookEvents.All.Select(known => known.Name) : [name];
            if (name != "all" && !WebhookEvents.IsKnown(name)) throw Refusal.BadRequest($"Unknown event: {name}");

            foreach (var group in names)
            {
                if (isOn) enabled.Add(group);
                else enabled.Remove(group);
            }
        }

        organisation.Save(organisation.Settings with { EnabledEvents = [.. enabled] });
    }

    private static IResult Groups(ChosenOrganisation chosen) => Results.Ok(
        WebhookEvents.All.ToDictionary(known => known.Name, known => chosen.Organisation.Settings.EnabledEvents.Contains(known.Name)));

    private static IResult Switch(Dictionary<string, bool> changes, ChosenOrganisation chosen)
    {
        lock (chosen.Organisation.Gate)
        {
            SwitchGroups(chosen.Organisation, changes);
            return Groups(chosen);
        }
    }

    private static IResult List(ChosenOrganisation chosen)
    {
        lock (chosen.Organisation.Gate)
        {
            return Results.Ok(chosen.Organisation.Webhooks.All.ToList());
        }
    }

    private static IResult Create(NewWebhook asked, ChosenOrganisation chosen, TimeProvider clock)
    {
        var webhook = Registrations.New(asked, byApp: false, clock.Milliseconds());
        lock (chosen.Organisation.Gate)
        {
            chosen.Organisation.Webhooks.Put(webhook);
        }

        return Results.Created($"/sandbox/webhooks/{webhook.Id}", webhook);
    }

    private static IResult Delete(string id, ChosenOrganisation chosen)
    {
        lock (chosen.Organisation.Gate)
        {
            if (Find(chosen, id).MadeByApp) throw Refusal.Forbidden("A person cannot change a webhook that an app made");

            chosen.Organisation.Webhooks.Remove(id);
            return Results.NoContent();
        }
    }

    private static async Task<IResult> Verify(string id, ChosenOrganisation chosen, Registrations registrations, CancellationToken ct)
    {
        Webhook webhook;
        lock (chosen.Organisation.Gate)
        {
            webhook = Find(chosen, id);
        }

        return Results.Ok(await registrations.VerifyAsync(chosen.Organisation, webhook, ct));
    }

    private static IResult Deliveries(ChosenOrganisation chosen)
    {
        lock (chosen.Organisation.Gate)
        {
            var organisation = chosen.Organisation;
            return Results.Ok(organisation.DeliveriesByTime.All.Select(moment => organisation.Deliveries.Find(moment.Id)).ToList());
        }
    }

    private static IResult Rerun(string id, ChosenOrganisation chosen, TimeProvider clock)
    {
        lock (chosen.Organisation.Gate)
        {
            var delivery = chosen.Organisation.Deliveries.Find(id) ?? throw Refusal.NotFound("deliveries", id);
            return Results.Accepted(value: chosen.Organisation.Outbox.Rerun(delivery, clock.Milliseconds()));
        }
    }

    private static Webhook Find(ChosenOrganisation chosen, string id) =>
        chosen.Organisation.Webhooks.Find(id) ?? throw Refusal.NotFound("webhooks", id);
}
