using System.Text.Json.Serialization;
using Integration.Api.Access;
using Integration.Api.Data;
using Integration.Api.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Integration.Api.Connections;

/// <param name="AuthorizedUntil">When Lever lets the authorization end unless an admin gives it again.</param>
/// <param name="Missing">What the activation still needs: <c>authorization</c>, <c>mapped-user</c>.</param>
/// <param name="Webhooks">Null for recruiters: the endpoint URL is a secret of the configuration.</param>
/// <param name="MappedUsers">The number of active members with an active mapping.</param>
public sealed record ConnectionView(
    ConnectionStatus Status,
    string? LeverAccountId,
    DateTimeOffset? AuthorizedAt,
    string? AuthorizedBy,
    DateTimeOffset? AuthorizedUntil,
    IReadOnlyList<string> Missing,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] WebhooksView? Webhooks,
    int MappedUsers)
{
    public string? AuthorizedByName { get; init; }
}

public sealed record WebhooksView(string EndpointUrl, IReadOnlyList<WebhookEventView> Events);

public sealed record WebhookEventView(
    string Event, bool HasSignatureToken, DateTimeOffset? LastReceivedAt = null, DateTimeOffset? LastTestAt = null);

/// <summary>Reads the connection as the App API shows it.</summary>
internal sealed class ConnectionViews(IntegrationDbContext db, IOptions<PublicUrls> urls)
{
    public async Task<ConnectionView> OfAsync(CurrentMember member, CancellationToken ct)
    {
        var connection = await db.Connections.AsNoTracking().SingleAsync(found => found.AccountId == member.AccountId, ct);
        var mapped = await db.UserMappings.CountAsync(
            mapping => mapping.AccountId == member.AccountId && mapping.Active
                && db.Members.Any(found => found.AccountId == mapping.AccountId && found.Id == mapping.MemberId && found.Active), ct);

        // What the row remembers of a connection that was ended is for the next authorization, not for the page.
        var shown = connection.Status == ConnectionStatus.NotConnected ? null : connection;

        List<string> missing = [];
        if (!connection.IsUsable) missing.Add("authorization");
        if (mapped == 0) missing.Add("mapped-user");

        return new(
            connection.Status,
            shown?.LeverAccountId,
            shown?.AuthorizedAt,
            shown?.AuthorizedByMemberId,
            connection.IsUsable ? connection.AuthorizedAt + Connection.AuthorizationLifetime : null,
            missing,
            member.IsAdmin ? await WebhooksAsync(connection, ct) : null,
            mapped)
        {
            AuthorizedByName = shown?.AuthorizedByMemberId is { } by
                ? await db.Members.Where(found => found.AccountId == member.AccountId && found.Id == by).Select(found => found.Name).SingleOrDefaultAsync(ct)
                : null,
        };
    }

    private async Task<WebhooksView> WebhooksAsync(Connection connection, CancellationToken ct)
    {
        var tokens = await db.WebhookTokens.Where(token => token.AccountId == connection.AccountId).Select(token => token.Event).ToListAsync(ct);
        var names = LeverEvents.All.ToArray();

        // One step down the index for each, however many deliveries there are.
        var last = await db.Database.SqlQuery<LastDelivery>(
            $"""
             SELECT name, (SELECT max(received_at) FROM webhook_deliveries WHERE account_id = {connection.AccountId} AND event = name AND NOT is_test) AS received_at,
                 (SELECT max(received_at) FROM webhook_deliveries WHERE account_id = {connection.AccountId} AND event = name AND is_test) AS tested_at
             FROM unnest({names}) WITH ORDINALITY AS given (name, position) ORDER BY position
             """).ToListAsync(ct);
        return new(
            urls.Value.OfApi($"/webhooks/lever/{connection.EndpointKey}"),
            last.ConvertAll(one => new WebhookEventView(one.Name, tokens.Contains(one.Name), one.ReceivedAt, one.TestedAt)));
    }

    private sealed record LastDelivery(string Name, DateTimeOffset? ReceivedAt, DateTimeOffset? TestedAt);
}
