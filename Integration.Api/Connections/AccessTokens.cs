using System.Collections.Concurrent;
using System.Text;
using Integration.Api.Data;
using Integration.Api.Events;
using Integration.Api.Lever;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Integration.Api.Connections;

/// <summary>An account's access token, and which of its pairs of tokens it is from.</summary>
internal sealed record AccessToken(string Value, TokenPair Pair)
{
    /// <summary>The refresh starts when this share of the token's life is over: nobody waits while the old one still works.</summary>
    private const double RefreshShare = 0.8;

    /// <summary>Into which Lever account it leads.</summary>
    public string LeverAccountId => Pair.LeverAccountId;

    public DateTimeOffset RefreshAt => Pair.GivenAt + ((Pair.ExpiresAt - Pair.GivenAt) * RefreshShare);

    public DateTimeOffset ExpiresAt => Pair.ExpiresAt;
}

/// <summary>
/// The access tokens of all accounts: which one counts, Postgres says each time; what it is, the process or Redis knows mostly. One refresh at a time: within the process one task per account that the others await, across
/// processes the row of the connection, locked and read again. Lever accepts a refresh token once and gives up all of the grant when
/// it sees an old one, so no lock with a time limit decides here.
/// </summary>
internal sealed partial class AccessTokens(
    IServiceScopeFactory scopes, IDataProtectionProvider protection, TokenCache cache, TimeProvider clock, ILogger<AccessTokens> logger)
{
    /// <summary>As long as a database takes to come back, or another one to take over.</summary>
    private const int MostStores = 60;

    private static readonly TimeSpan StorePause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, AccessToken> _cached = new();
    private readonly ConcurrentDictionary<string, SharedLook<AccessToken>> _looks = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<AccessToken>>> _refreshes = new();

    /// <summary>
    /// What is remembered, here or in Redis, saves the ciphertext only, never the look at the connection: another process may have ended it,
    /// or put another Lever account in its place, and this one must not go on in the old one.
    /// </summary>
    /// <exception cref="NotAuthorizedException">There is no authorization.</exception>
    /// <exception cref="LeverException">Lever's authorization server does not answer, and the token at hand has expired.</exception>
    public async Task<AccessToken> GetAsync(string accountId, CancellationToken ct)
    {
        var token = await _looks.GetOrAdd(accountId, _ => new(() => ReadAsync(accountId))).LookAsync().WaitAsync(ct);

        var now = clock.GetUtcNow();
        if (now < token.RefreshAt) return token;

        var refresh = ReplaceAsync(accountId, token, ct);
        if (now >= token.ExpiresAt) return await refresh;

        _ = refresh.ContinueWith(
            failed => LogRefreshFailed(accountId, failed.Exception!.InnerException!.GetType().Name),
            ct, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return token;
    }

    /// <summary>Gives a token that is newer than this one, refreshing it when nobody did so meanwhile.</summary>
    public Task<AccessToken> ReplaceAsync(string accountId, AccessToken old, CancellationToken ct)
    {
        // The refresh belongs to all who wait for it, and what Lever gave must be stored: one caller's patience does not end it.
        var refresh = _refreshes.GetOrAdd(accountId, _ => new(() => RefreshAsync(accountId, old)));
        return refresh.Value.WaitAsync(ct);
    }

    /// <summary>A token that Lever refused although it was just refreshed: the grant is gone.</summary>
    public async Task RevokeAsync(string accountId, AccessToken refused, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IntegrationDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await RevokeAsync(db, refused.Pair, ct);
        await transaction.CommitAsync(ct);
        await ForgetAsync(accountId, refused.Pair.Generation);
    }

    /// <summary>The connection was given this token, and it is committed: whoever needs it need not ask Postgres for it.</summary>
    public Task GivenAsync(TokenPair pair, string token) => cache.PutAsync(pair, token);

    /// <summary>Forgets a token that has ended. Nobody would use it any more, but it need not lie anywhere.</summary>
    public Task ForgetAsync(string accountId, int generation)
    {
        Forget(accountId);
        return cache.RemoveAsync(accountId, generation);
    }

    public byte[] Protect(string accountId, string token) => Protector(accountId).Protect(Encoding.UTF8.GetBytes(token));

    private async Task<AccessToken> RefreshAsync(string accountId, AccessToken old)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<IntegrationDbContext>();
            await using var transaction = await db.Database.BeginTransactionAsync();
            var connection = (await db.Connections
                .FromSql($"SELECT * FROM connections WHERE account_id = {accountId} FOR UPDATE").AsNoTracking().ToListAsync()).SingleOrDefault();
            if (connection is null || !connection.IsUsable) throw Gone(accountId);
            var before = TokenPair.Of(connection);
            if (before != old.Pair) return Remember(new(Unprotect(accountId, connection.AccessToken!), before));

            LeverTokens given;
            try
            {
                given = await scope.ServiceProvider.GetRequiredService<LeverOAuth>()
                    .RefreshAsync(Unprotect(accountId, connection.RefreshToken!), CancellationToken.None);
            }
            catch (LeverException e) when (e.Code == LeverException.InvalidGrant)
            {
                await RevokeAsync(db, before, CancellationToken.None);
                await transaction.CommitAsync();
                await ForgetAsync(accountId, before.Generation);
                throw Gone(accountId);
            }

            var pair = before.Next(given, clock.GetUtcNow());
            try
            {
                await StoreAsync(db, connection, given, pair);
                await transaction.CommitAsync();
            }
            catch (Exception e)
            {
                LogNotStored(accountId, e.GetType().Name);
                await StoreAgainAsync(connection, given, pair);
                return await ReadAsync(accountId);
            }

            await cache.RemoveAsync(accountId, before.Generation);
            await cache.PutAsync(pair, given.AccessToken);
            return Remember(new(given.AccessToken, pair));
        }
        finally
        {
            _refreshes.TryRemove(accountId, out _);
        }
    }

    /// <summary>Lever has given up the old refresh token already: what it gave instead must not end with the connection to the database.</summary>
    private async Task StoreAgainAsync(Connection connection, LeverTokens given, TokenPair pair)
    {
        for (var attempt = 1; ; attempt++)
        {
            await Task.Delay(StorePause, clock);
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await StoreAsync(scope.ServiceProvider.GetRequiredService<IntegrationDbContext>(), connection, given, pair);
                return;
            }
            catch (Exception e) when (attempt < MostStores)
            {
                LogNotStored(connection.AccountId, e.GetType().Name);
            }
        }
    }

    private async Task StoreAsync(IntegrationDbContext db, Connection connection, LeverTokens given, TokenPair pair)
    {
        var access = Protect(connection.AccountId, given.AccessToken);
        var refresh = given.RefreshToken is { } next ? Protect(connection.AccountId, next) : connection.RefreshToken;
        await db.Connections.With(TokenPair.Of(connection)).ExecuteUpdateAsync(set => set
            .SetProperty(found => found.AccessToken, access)
            .SetProperty(found => found.RefreshToken, refresh)
            .SetProperty(found => found.AccessTokenExpiresAt, pair.ExpiresAt)
            .SetProperty(found => found.TokensGivenAt, pair.GivenAt)
            .SetProperty(found => found.TokenGeneration, pair.Generation));
    }

    private async Task RevokeAsync(IntegrationDbContext db, TokenPair pair, CancellationToken ct)
    {
        var revoked = await db.Connections.With(pair).ExecuteUpdateAsync(set => set
            .SetProperty(found => found.Status, ConnectionStatus.Revoked)
            .SetProperty(found => found.AccessToken, (byte[]?)null)
            .SetProperty(found => found.RefreshToken, (byte[]?)null), ct);
        if (revoked == 0) return;

        await db.AppendAsync(pair.AccountId, [new(EventTypes.ConnectionRevoked, clock.GetUtcNow(), null, new { })], ct);
        LogRevoked(pair.AccountId);
    }

    private async Task<AccessToken> ReadAsync(string accountId)
    {
        await using var scope = scopes.CreateAsyncScope();
        var connections = scope.ServiceProvider.GetRequiredService<IntegrationDbContext>().Connections;
        var pair = await connections.FindPairAsync(accountId) ?? throw Gone(accountId);
        if (_cached.TryGetValue(accountId, out var cached) && cached.Pair == pair) return cached;
        if (await cache.FindAsync(pair) is { } kept) return Remember(new(kept, pair));

        // Read together, for the connection may have changed since that look.
        var connection = await connections.AsNoTracking().SingleOrDefaultAsync(found => found.AccountId == accountId);
        if (connection is not { IsUsable: true }) throw Gone(accountId);

        var token = new AccessToken(Unprotect(accountId, connection.AccessToken!), TokenPair.Of(connection));
        await cache.PutAsync(token.Pair, token.Value);
        return Remember(token);
    }

    private AccessToken Remember(AccessToken token) => _cached[token.Pair.AccountId] = token;

    private void Forget(string accountId) => _cached.TryRemove(accountId, out _);

    private NotAuthorizedException Gone(string accountId)
    {
        Forget(accountId);
        return new(accountId);
    }

    private string Unprotect(string accountId, byte[] token) => Encoding.UTF8.GetString(Protector(accountId).Unprotect(token));

    private IDataProtector Protector(string accountId) => protection.CreateProtector("lever-tokens", accountId);

    [LoggerMessage(LogLevel.Warning, "Lever no longer accepts the authorization of account {AccountId}")]
    private partial void LogRevoked(string accountId);

    [LoggerMessage(LogLevel.Warning, "What Lever gave for account {AccountId} could not be stored yet: {Reason}")]
    private partial void LogNotStored(string accountId, string reason);

    [LoggerMessage(LogLevel.Warning, "The access token of account {AccountId} could not be refreshed early: {Reason}")]
    private partial void LogRefreshFailed(string accountId, string reason);
}
