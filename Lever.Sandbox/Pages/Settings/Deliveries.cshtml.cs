using System.Text.Json;
using System.Text.Json.Nodes;
using Lever.Sandbox.State;
using Lever.Sandbox.Webhooks;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Lever.Sandbox.Pages.Settings;

/// <summary>The history of webhooks: what was sent, what came back, and sending it again.</summary>
internal sealed class DeliveriesModel(Viewer viewer, TimeProvider clock) : PageModel
{
    private const int Shown = 50;

    private static readonly JsonSerializerOptions Indented = new(Api.LeverJson.Options) { WriteIndented = true };

    public IReadOnlyList<Delivery> Deliveries { get; private set; } = [];

    public int Hidden { get; private set; }

    public string? Said { get; private set; }

    public void OnGet(string? said)
    {
        Said = said == "rerun" ? "It is being sent again." : null;
        var organisation = viewer.Organisation;
        lock (organisation.Gate)
        {
            Deliveries = [.. organisation.DeliveriesByTime.All.Reverse().Take(Shown)
                .Select(moment => organisation.Deliveries.Find(moment.Id)!)];
            Hidden = organisation.DeliveriesByTime.Count - Deliveries.Count;
        }
    }

    public IActionResult OnPost(string? id)
    {
        lock (viewer.Organisation.Gate)
        {
            if (!viewer.ManagesSettings || viewer.Organisation.Deliveries.Find(id) is not { } delivery)
            {
                return RedirectToPage(new { organisation = viewer.Route });
            }

            viewer.Organisation.Outbox.Rerun(delivery, clock.Milliseconds());
            return RedirectToPage(new { organisation = viewer.Route, said = "rerun" });
        }
    }

    public static string Readable(string json) => JsonNode.Parse(json)!.ToJsonString(Indented);

    public static string StateOf(Delivery delivery) => delivery switch
    {
        { IsPending: true, Tries.Count: > 0 } => "waiting for the next try",
        { State: Delivery.GivenUp, IsTest: true } => "failed",
        _ => delivery.State,
    };

    public static string WordsOf(string name) => WebhookEvents.All.First(known => known.Name == name).Words;
}
