using Lever.Sandbox.Api;
using Lever.Sandbox.State;
using Lever.Sandbox.Webhooks;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Lever.Sandbox.Pages.Settings;

/// <summary>Settings, Integrations and API, Webhooks: a toggle for each event, and the addresses that are told of it.</summary>
internal sealed class WebhooksModel(Viewer viewer, Registrations registrations, TimeProvider clock) : PageModel
{
    public IReadOnlyList<Group> Groups { get; private set; } = [];

    public string? Problem { get; private set; }

    public string? Said { get; private set; }

    /// <summary>The event that the message is about, and the address that was refused there.</summary>
    public string? Event { get; private set; }

    public string? TypedUrl { get; private set; }

    public void OnGet(string? said, int? status, string? @event)
    {
        Event = @event;
        Said = said switch
        {
            "on" => "It is switched on.",
            "off" => "It is switched off: nothing is sent.",
            "added" => "The webhook was added. Copy its signature token.",
            "removed" => "The webhook was removed.",
            "verified" => $"The address answered {status}: the connection works.",
            "unverified" when status is null => "The test was sent and got no answer. Lever goes on sending all the same.",
            "unverified" => $"The test was sent and answered with {status}. Lever goes on sending all the same.",
            _ => null,
        };
        Load();
    }

    public async Task<IActionResult> OnPostAsync(string? what, string? @event, string? url, string? id, CancellationToken ct)
    {
        if (!viewer.ManagesSettings) return Back();

        try
        {
            return what switch
            {
                "on" or "off" => Switch(@event, what == "on"),
                "add" => Add(@event, url),
                "remove" => Remove(id),
                "verify" => await VerifyAsync(id, ct),
                _ => Back(),
            };
        }
        catch (Refusal refusal)
        {
            (Problem, Event, TypedUrl) = (refusal.Message, @event, url);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            Load();
            return Page();
        }
    }

    private RedirectToPageResult Switch(string? name, bool isOn)
    {
        lock (viewer.Organisation.Gate)
        {
            WebhookControl.SwitchGroups(viewer.Organisation, new Dictionary<string, bool> { [name ?? ""] = isOn });
        }

        return Back(isOn ? "on" : "off", about: name);
    }

    private RedirectToPageResult Add(string? name, string? url)
    {
        var webhook = Registrations.New(new(name, url?.Trim()), byApp: false, clock.Milliseconds());
        lock (viewer.Organisation.Gate)
        {
            viewer.Organisation.Webhooks.Put(webhook);
        }

        return Back("added", about: name);
    }

    private RedirectToPageResult Remove(string? id)
    {
        lock (viewer.Organisation.Gate)
        {
            var webhook = Find(id);
            if (webhook.MadeByApp) throw Refusal.Forbidden("A webhook that an app made can only be removed by the app.");

            viewer.Organisation.Webhooks.Remove(webhook.Id);
            return Back("removed", about: webhook.Event);
        }
    }

    private async Task<RedirectToPageResult> VerifyAsync(string? id, CancellationToken ct)
    {
        Webhook webhook;
        lock (viewer.Organisation.Gate)
        {
            webhook = Find(id);
        }

        var tried = await registrations.VerifyAsync(viewer.Organisation, webhook, ct);
        return Back(tried.IsSuccess ? "verified" : "unverified", tried.Status, webhook.Event);
    }

    private Webhook Find(string? id) =>
        viewer.Organisation.Webhooks.Find(id) ?? throw Refusal.BadRequest("This webhook does not exist any more.");

    private RedirectToPageResult Back(string? said = null, int? status = null, string? about = null) =>
        RedirectToPage(null, null, new { organisation = viewer.Route, said, status, @event = about }, fragment: about);

    private void Load()
    {
        var organisation = viewer.Organisation;
        lock (organisation.Gate)
        {
            var webhooks = organisation.Webhooks.All.OrderBy(webhook => webhook.CreatedAt).ToLookup(webhook => webhook.Event);
            Groups = [.. WebhookEvents.All.Select(known => new Group(
                known.Name, known.Words, organisation.Settings.EnabledEvents.Contains(known.Name), [.. webhooks[known.Name]]))];
        }
    }

    internal sealed record Group(string Event, string Words, bool IsOn, IReadOnlyList<Webhook> Webhooks);
}
