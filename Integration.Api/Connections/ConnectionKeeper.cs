using Integration.Api.Data;
using Integration.Api.Lever;
using Integration.Api.Workers;
using Microsoft.EntityFrameworkCore;

namespace Integration.Api.Connections;

/// <summary>
/// Keeps idle connections alive: Lever's refresh token dies after 90 days without use. It also finds out that an authorization was
/// revoked although nobody exports.
/// </summary>
internal sealed class ConnectionKeeper(IServiceScopeFactory scopes, TimeProvider clock, ILogger<ConnectionKeeper> logger)
    : PeriodicWorker(scopes, TimeSpan.FromHours(1), clock, logger)
{
    private static readonly TimeSpan OldestToken = TimeSpan.FromDays(1);

    protected override async Task RunOnceAsync(IServiceProvider services, CancellationToken ct)
    {
        var tokens = services.GetRequiredService<AccessTokens>();
        var oldest = Clock.GetUtcNow() - OldestToken;
        var idle = await services.GetRequiredService<IntegrationDbContext>().Connections
            .Where(connection => (connection.Status == ConnectionStatus.Active || connection.Status == ConnectionStatus.Authorized)
                && connection.TokensGivenAt < oldest)
            .Select(connection => connection.AccountId).ToListAsync(ct);

        foreach (var account in idle)
        {
            try
            {
                // The token has expired long ago, so asking for it refreshes it.
                await tokens.GetAsync(account, ct);
            }
            catch (Exception e) when (e is LeverException or NotAuthorizedException)
            {
                // Known and recorded by then, or tried again in an hour; the next account must not wait for it.
            }
        }
    }
}
