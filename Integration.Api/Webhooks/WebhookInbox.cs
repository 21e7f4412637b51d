using System.Text;
using Integration.Api.Data;
using Integration.Api.Workers;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Integration.Api.Webhooks;

/// <summary>The address of an account's webhooks, with the signature tokens that its deliveries are signed with.</summary>
internal sealed record WebhookEndpoint(string AccountId, IReadOnlyDictionary<string, string> Tokens)
{
    /// <summary>Signed with the token of its own event; an event that is not one of ours may be signed with any token of the account.</summary>
    public bool Accepts(LeverWebhook webhook) => LeverEvents.All.Contains(webhook.Event)
        ? Tokens.TryGetValue(webhook.Event, out var token) && webhook.IsSignedWith(token)
        : Tokens.Values.Any(webhook.IsSignedWith);
}

/// <summary>Finds out whose a delivery is, and stores it once.</summary>
internal sealed class WebhookInbox(IntegrationDbContext db, IDataProtectionProvider protection, Signal<WebhookWorker> signal, TimeProvider clock)
{
    /// <summary>Null when there is no such endpoint. Read for each delivery, so that a new token is valid at once on every replica.</summary>
    public async Task<WebhookEndpoint?> FindAsync(string endpointKey, CancellationToken ct)
    {
        if (endpointKey.Length > 100 || endpointKey.Contains('\0', StringComparison.Ordinal)) return null;

        var rows = await (
            from connection in db.Connections
            where connection.EndpointKey == endpointKey
            join token in db.WebhookTokens on connection.AccountId equals token.AccountId into tokens
            from token in tokens.DefaultIfEmpty()
            select new { connection.AccountId, Event = (string?)token.Event, Token = (byte[]?)token.Token }).ToListAsync(ct);
        return rows is [var first, ..]
            ? new(first.AccountId, rows.Where(row => row.Event is not null).ToDictionary(row => row.Event!, row => Unprotect(row.AccountId, row.Token!)))
            : null;
    }

    /// <summary>Does nothing with a delivery that was seen before, or that is older than what is kept.</summary>
    public async Task StoreAsync(string account, LeverWebhook webhook, byte[] body, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (DateTimeOffset.FromUnixTimeMilliseconds(webhook.TriggeredAt) < now - WebhookDelivery.Kept) return;

        var available = webhook.IsTest || webhook.OpportunityId is null ? (DateTimeOffset?)null : now;
        var handled = available is null ? now : (DateTimeOffset?)null;
        var kept = handled is null ? body : [];
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO webhook_deliveries
                 (account_id, event, token, triggered_at, body, received_at, is_test, opportunity_id, available_at, handled_at, attempts)
             VALUES ({account}, {webhook.Event}, {webhook.Token}, {webhook.TriggeredAt}, {kept}, {now}, {webhook.IsTest}, {webhook.OpportunityId},
                 {available}, {handled}, 0)
             ON CONFLICT (account_id, token, triggered_at) DO NOTHING
             """, ct);
        signal.Set();
    }

    public byte[] Protect(string account, string token) => Protector(account).Protect(Encoding.UTF8.GetBytes(token));

    private string Unprotect(string account, byte[] token) => Encoding.UTF8.GetString(Protector(account).Unprotect(token));

    private IDataProtector Protector(string account) => protection.CreateProtector("webhook-tokens", account);
}
