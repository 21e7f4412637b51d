namespace Integration.Ui;

public sealed partial class IntegrationApi
{
    public Task<Connection> GetConnectionAsync(CancellationToken ct) =>
        GetAsync<Connection>($"{Account}/connection", ct);

    public Task<Answer<Authorization>> AuthorizeAsync(bool replaceLeverAccount, CancellationToken ct) =>
        SendAsync<Authorization>(HttpMethod.Post, $"{Account}/connection/authorize", new { replaceLeverAccount }, ct);

    public Task<Answer<Connection>> DisconnectAsync(CancellationToken ct) =>
        SendAsync<Connection>(HttpMethod.Delete, $"{Account}/connection", null, ct);

    public Task<Answer<Connection>> ActivateAsync(CancellationToken ct) =>
        SendAsync<Connection>(HttpMethod.Post, $"{Account}/connection/activate", null, ct);

    /// <summary>Stores signature tokens by event: absent is unchanged, null removes.</summary>
    public Task<Answer<Webhooks>> SaveSignatureTokensAsync(IReadOnlyDictionary<string, string?> tokens, CancellationToken ct) =>
        SendAsync<Webhooks>(HttpMethod.Put, $"{Account}/connection/webhooks", tokens, ct);

    /// <summary>Creates the missing webhooks through Lever's API.</summary>
    public Task<Answer<Provisioned>> ProvisionWebhooksAsync(CancellationToken ct) =>
        SendAsync<Provisioned>(HttpMethod.Post, $"{Account}/connection/webhooks/provision", null, ct);

    public Task<Page<Delivery>> ListDeliveriesAsync(string? after, CancellationToken ct) =>
        GetAsync<Page<Delivery>>(Query($"{Account}/webhook-deliveries", ("after", after)), ct);

    public Task<Answer<Delivery>> ReplayDeliveryAsync(long id, CancellationToken ct) =>
        SendAsync<Delivery>(HttpMethod.Post, $"{Account}/webhook-deliveries/{id}/replay", null, ct);

    public Task<Settings> GetSettingsAsync(CancellationToken ct) => GetAsync<Settings>($"{Account}/settings", ct);

    public Task<Answer<Settings>> SaveSettingsAsync(Settings settings, CancellationToken ct) =>
        SendAsync<Settings>(HttpMethod.Put, $"{Account}/settings", settings, ct);
}

/// <summary>The account's authorization in Lever.</summary>
public sealed record Connection(string Status)
{
    public string? LeverAccountId { get; init; }
    public DateTimeOffset? AuthorizedAt { get; init; }
    /// <summary>Lever lets it end then, unless an admin authorizes again before.</summary>
    public DateTimeOffset? AuthorizedUntil { get; init; }
    public string? AuthorizedBy { get; init; }
    public string? AuthorizedByName { get; init; }
    public IReadOnlyList<string> Missing { get; init; } = [];
    public Webhooks? Webhooks { get; init; }
    public int MappedUsers { get; init; }

    /// <summary>True where Lever would tell us of everything, as far as was heard; admins only are told.</summary>
    public bool HearsLever => Webhooks is null || Webhooks.Events.All(webhook => webhook.IsHeard);

    public bool IsActive => Status == "active";
    public bool IsAuthorized => Status is "authorized" or "active";
    public bool IsRevoked => Status == "revoked";

    /// <summary>Nobody has authorized it, or somebody has ended it.</summary>
    public bool IsNotConnected => Status == "not-connected";
}

public sealed record Webhooks(Uri EndpointUrl, IReadOnlyList<WebhookEvent> Events);

public sealed record WebhookEvent(
    string Event, bool HasSignatureToken, DateTimeOffset? LastReceivedAt = null, DateTimeOffset? LastTestAt = null)
{
    /// <summary>A test or an event has arrived: its toggle in Lever is on, and its token is right.</summary>
    public bool IsHeard => HasSignatureToken && (LastReceivedAt ?? LastTestAt) is not null;
}

public sealed record Authorization(Uri AuthorizeUrl);

public sealed record Provisioned(IReadOnlyList<string> Created, IReadOnlyList<string> Existing);

/// <summary>One sending of a webhook, as it was stored, and what came of it.</summary>
public sealed record Delivery(long Id, string Event, DateTimeOffset ReceivedAt, string Status)
{
    public bool IsTest { get; init; }
    public int Attempts { get; init; }
    public string? Outcome { get; init; }
}

public sealed record Settings(AutoSync AutoSync, bool ExportNotes = true);

/// <summary>Which stages are sent to Lever without a click, and as whom when nobody else is known.</summary>
public sealed record AutoSync(bool Enabled, IReadOnlyList<string> Stages, string? DefaultMemberId = null);
