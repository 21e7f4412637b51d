using Integration.Ui.Parts;
using Microsoft.AspNetCore.Mvc;

namespace Integration.Ui.Pages.Setup;

/// <summary>How the connection to Lever is doing: who authorized it, what arrives, what is paused and why.</summary>
public sealed class ConnectionModel(IntegrationApi api, TimeProvider clock) : SetupPage(api)
{
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public Connection Connection { get; private set; } = null!;

    public Page<Delivery> Deliveries { get; private set; } = new([]);

    /// <summary>Exports that wait for the connection.</summary>
    public int Paused { get; private set; }

    public DateTimeOffset? LastReceivedAt => Connection.Webhooks?.Events.Max(webhook => webhook.LastReceivedAt);

    /// <summary>Within a month somebody has to authorize again.</summary>
    public bool EndsSoon => Connection.AuthorizedUntil < clock.GetUtcNow().AddDays(30);

    public int WithToken => Connection.Webhooks?.Events.Count(webhook => webhook.HasSignatureToken) ?? 0;

    /// <summary>Deliveries that were tried and are not through yet.</summary>
    public int Failing => Deliveries.Items.Count(delivery => delivery is { IsTest: false, Attempts: > 0, Status: not "handled" });

    public async Task OnGetAsync(CancellationToken ct)
    {
        Connection = await Api.GetConnectionAsync(ct);
        Deliveries = await Api.ListDeliveriesAsync(After, ct);
        Paused = (await Api.ListExportsAsync(null, ct)).Items.Count(export => export.Status == "paused");
    }

    public static Badge StateOf(Delivery delivery) => delivery switch
    {
        { IsTest: true } => new("Test", Tone.Accent, "check"),
        { Status: "handled" } => new("Handled", Tone.Good, "check"),
        { Attempts: > 0 } => new("Tried again", Tone.Warn, "retry"),
        _ => new("Waiting", Tone.Accent, "clock"),
    };
}
