using Integration.Api.Access;
using Integration.Api.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Integration.Api.Connections;

/// <param name="Missing">What the activation still needs: <c>authorization</c>, <c>mapped-user</c>.</param>
/// <param name="Webhooks">Null for recruiters: the endpoint URL is a secret of the configuration.</param>
/// <param name="MappedUsers">The number of members with an active mapping.</param>
public sealed record ConnectionView(
    ConnectionStatus Status,
    string? LeverAccountId,
    DateTimeOffset? AuthorizedAt,
    string? AuthorizedBy,
    IReadOnlyList<string> Missing,
    WebhooksView? Webhooks,
    int MappedUsers);

public sealed record WebhooksView(string EndpointUrl, IReadOnlyList<WebhookEventView> Events);

public sealed record WebhookEventView(
    string Event, bool HasSignatureToken, DateTimeOffset? LastReceivedAt = null, DateTimeOffset? LastTestAt = null);

/// <summary>Reads the connection as the App API shows it.</summary>
internal sealed class ConnectionViews(IntegrationDbContext db, IOptions<PublicUrls> urls)
{
    /// <summary>The events of Lever that the integration listens to.</summary>
    public static readonly IReadOnlyList<string> Events =
        ["applicationCreated", "candidateStageChange", "candidateArchiveChange", "candidateHired", "candidateDeleted"];

    public async Task<ConnectionView> OfAsync(CurrentMember member, CancellationToken ct)
    {
        var connection = await db.Connections.AsNoTracking().SingleAsync(found => found.AccountId == member.AccountId, ct);
        var mapped = await db.UserMappings.CountAsync(mapping => mapping.AccountId == member.AccountId && mapping.Active, ct);
        var isAuthorized = connection.IsUsable;

        List<string> missing = [];
        if (!isAuthorized) missing.Add("authorization");
        if (mapped == 0) missing.Add("mapped-user");

        return new(
            connection.Status,
            connection.Status == ConnectionStatus.NotConnected ? null : connection.LeverAccountId,
            connection.AuthorizedAt,
            connection.AuthorizedByMemberId,
            missing,
            member.IsAdmin ? Webhooks(connection) : null,
            mapped);
    }

    private WebhooksView Webhooks(Connection connection) => new(
        urls.Value.OfApi($"/webhooks/lever/{connection.EndpointKey}"),
        [.. Events.Select(name => new WebhookEventView(name, HasSignatureToken: false))]);
}
