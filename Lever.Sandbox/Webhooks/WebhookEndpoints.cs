using Lever.Sandbox.Api;
using Lever.Sandbox.State;

namespace Lever.Sandbox.Webhooks;

/// <summary>The subscriptions API: an app sees and changes its own webhooks, never those that a person made.</summary>
internal static class WebhookEndpoints
{
    public static void MapWebhooks(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/webhooks", List).Needs("webhooks:read").WithSummary("List the app's webhooks");
        v1.MapPost("/webhooks", Create).Needs("webhooks:write").WithSummary("Create a webhook");
        v1.MapPut("/webhooks", Update).Needs("webhooks:write").WithSummary("Update several webhooks");
        v1.MapDelete("/webhooks/{id}", Delete).Needs("webhooks:write").WithSummary("Delete a webhook");
    }

    /// <summary>Not a page: it was recorded without <c>hasNext</c>, and without signature tokens.</summary>
    private static IResult List(Caller caller)
    {
        lock (caller.Organisation.Gate)
        {
            var own = caller.Organisation.Webhooks.All.Where(webhook => webhook.MadeByApp);
            return LeverJson.Single(LeverJson.Array(own.Select(webhook => webhook.ToJson(withToken: false))));
        }
    }

    private static async Task<IResult> Create(
        NewWebhook asked, Caller caller, Registrations registrations, TimeProvider clock, CancellationToken ct)
    {
        var webhook = Registrations.New(asked, byApp: true, clock.Milliseconds());
        if (asked.Configuration?.VerifyConnection is true) await RequireAnswerAsync(registrations, caller, webhook, ct);

        lock (caller.Organisation.Gate)
        {
            caller.Organisation.Webhooks.Put(webhook);
            return LeverJson.Single(webhook.ToJson(withToken: true), StatusCodes.Status201Created);
        }
    }

    private static async Task<IResult> Update(
        WebhookUpdates asked, Caller caller, Registrations registrations, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.Milliseconds();
        var updated = new List<Webhook>();
        foreach (var update in asked.Data ?? throw Refusal.BadRequest("data is required"))
        {
            var webhook = Changed(Own(caller, update.Id), update, now);
            if (update.Configuration?.VerifyConnection is true) await RequireAnswerAsync(registrations, caller, webhook, ct);
            updated.Add(webhook);
        }

        lock (caller.Organisation.Gate)
        {
            foreach (var webhook in updated) caller.Organisation.Webhooks.Put(webhook);
        }

        return LeverJson.Single(LeverJson.Array(updated.Select(webhook => webhook.ToJson(withToken: false))));
    }

    private static IResult Delete(string id, Caller caller)
    {
        lock (caller.Organisation.Gate)
        {
            caller.Organisation.Webhooks.Remove(Own(caller, id).Id);
            return Results.NoContent();
        }
    }

    private static Webhook Own(Caller caller, string? id)
    {
        lock (caller.Organisation.Gate)
        {
            return caller.Organisation.Webhooks.Find(id) is { MadeByApp: true } webhook
                ? webhook
                : throw Refusal.NotFound("webhooks", id ?? "");
        }
    }

    private static Webhook Changed(Webhook webhook, WebhookUpdate update, long now)
    {
        var asked = new NewWebhook(update.Event ?? webhook.Event, update.Url ?? webhook.Url, update.Configuration);
        var fresh = Registrations.New(asked, byApp: true, now);
        var keepsOrigins = update.Configuration is null or { Conditions.Origins: null, Origins: null };
        return webhook with
        {
            Event = fresh.Event,
            Url = fresh.Url,
            Origins = keepsOrigins ? webhook.Origins : fresh.Origins,
            UpdatedAt = now,
        };
    }

    /// <summary>What <c>verifyConnection</c> does is nowhere written: *assumed*, by a rule, to refuse when the test fails.</summary>
    private static async Task RequireAnswerAsync(Registrations registrations, Caller caller, Webhook webhook, CancellationToken ct)
    {
        var tried = await registrations.VerifyAsync(caller.Organisation, webhook, ct);
        if (!tried.IsSuccess && caller.Organisation.Rules.VerifyConnectionRefuses) throw Refusal.BadRequest($"The connection could not be verified: {tried.Status?.ToString() ?? tried.Answer}");
    }
}

internal sealed record WebhookUpdates(IReadOnlyList<WebhookUpdate>? Data);

internal sealed record WebhookUpdate(string? Id, string? Event = null, string? Url = null, NewWebhook.Configured? Configuration = null);
