using Integration.Api.Data;
using Integration.Api.Lever;
using Integration.Api.Workers;
using Microsoft.EntityFrameworkCore;

namespace Integration.Api.Connections;

/// <summary>
/// Keeps idle connections alive: Lever's refresh token dies after 90 days without use. It also finds out that an authorization was
/// revoked although nobody exports, and warns before one ends: after a year Lever wants an admin to give it again.
/// </summary>
internal sealed partial class ConnectionKeeper(IServiceScopeFactory scopes, TimeProvider clock, ILogger<ConnectionKeeper> logger)
    : PeriodicWorker(scopes, TimeSpan.FromHours(1), clock, logger)
{
    private static readonly TimeSpan OldestToken = TimeSpan.FromDays(1);
    private static readonly TimeSpan WarnedBefore = TimeSpan.FromDays(30);

    protected override async Task RunOnceAsync(IServiceProvider services, CancellationToken ct)
    {
        var tokens = services.GetRequiredService<AccessTokens>();
        var (oldest, ending) = (Clock.GetUtcNow() - OldestToken, Clock.GetUtcNow() + WarnedBefore - Connection.AuthorizationLifetime);
        var authorized = services.GetRequiredService<IntegrationDbContext>().Connections
            .Where(connection => connection.Status == ConnectionStatus.Active || connection.Status == ConnectionStatus.Authorized);

        foreach (var account in await authorized.Where(connection => connection.AuthorizedAt < ending).Select(connection => connection.AccountId).ToListAsync(ct))
            LogEnding(account);

        var idle = await authorized.Where(connection => connection.TokensGivenAt < oldest).Select(connection => connection.AccountId).ToListAsync(ct);

        foreach (var account in idle)
        {
            try
            {
                // The token has expired long ago, so asking for it refreshes it.
                await tokens.GetAsync(account, ct);
            }
            catch (NotAuthorizedException)
            {
                // Known and recorded by then.
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                // Tried again in an hour; the next account must not wait for it.
                LogNotRefreshed(account, e.GetType().Name);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The authorization of account {AccountId} ends within 30 days: an admin has to authorize it again")]
    private partial void LogEnding(string accountId);

    [LoggerMessage(LogLevel.Warning, "The idle authorization of account {AccountId} could not be refreshed: {Reason}")]
    private partial void LogNotRefreshed(string accountId, string reason);
}
