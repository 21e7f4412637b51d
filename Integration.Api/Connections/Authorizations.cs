using System.Net;
using System.Security.Cryptography;
using System.Text;
using Integration.Api.Access;
using Integration.Api.Data;
using Integration.Api.Events;
using Integration.Api.Exports;
using Integration.Api.Lever;
using Integration.Api.Webhooks;
using Integration.Api.Workers;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Integration.Api.Connections;

/// <summary>OAuth with Lever: the authorization request of an admin, and what came back from it.</summary>
internal sealed partial class Authorizations(
    IntegrationDbContext db, LeverOAuth oauth, AccessTokens tokens, IOptions<PublicUrls> urls, IOptions<LeverOptions> lever,
    Signal<ExportWorker> signal, TimeProvider clock, ILogger<Authorizations> logger)
{
    public const string CallbackPath = "/oauth/lever/callback";

    /// <summary>The address in Lever to which the admin's browser goes.</summary>
    public async Task<string> BeginAsync(CurrentMember member, bool replaceLeverAccount, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await db.AuthorizationRequests.Where(request => request.ExpiresAt < now).ExecuteDeleteAsync(ct);

        var state = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        db.AuthorizationRequests.Add(new()
        {
            StateHash = Hash(state),
            AccountId = member.AccountId,
            MemberId = member.Id,
            ReplaceLeverAccount = replaceLeverAccount,
            ExpiresAt = now + AuthorizationRequest.Lifetime,
        });
        await db.SaveChangesAsync(ct);
        return oauth.AuthorizeUrl(RedirectUri, state);
    }

    /// <param name="signedIn">Who is signed in in the browser: only the member who asked may bring the answer back.</param>
    /// <param name="code">Null when Lever sent the browser back without one.</param>
    /// <param name="isDenied">True when that is because a person said no; for whatever else goes wrong there nobody is to blame.</param>
    /// <returns>Null when the connection is made, else the error code for the page, and nothing is stored.</returns>
    public async Task<AuthorizationError?> CompleteAsync(
        CurrentMember? signedIn, string? state, string? code, bool isDenied, CancellationToken ct)
    {
        var hash = Hash(state ?? "");
        var now = clock.GetUtcNow();
        if (await db.AuthorizationRequests.AsNoTracking()
            .SingleOrDefaultAsync(found => found.StateHash == hash && found.ExpiresAt > now, ct) is not { } request)
        {
            return new("bad-state");
        }

        if (signedIn is not { IsAdmin: true } || (signedIn.AccountId, signedIn.Id) != (request.AccountId, request.MemberId)) return new("wrong-member");

        // Deleting it is what makes the state work once, also for two requests at the same moment.
        if (await db.AuthorizationRequests.Where(found => found.StateHash == hash).ExecuteDeleteAsync(ct) == 0) return new("bad-state");
        if (code is null) return new(isDenied ? "denied" : "exchange-failed");

        LeverTokens given;
        try
        {
            given = await oauth.ExchangeAsync(code, RedirectUri, ct);
        }
        catch (LeverException e)
        {
            LogExchangeFailed(request.AccountId, e.Status, e.Code);
            return new("exchange-failed");
        }

        if (!given.IsFor(lever.Value.Audience)) return new("wrong-environment");
        if (given.MissingScopes() is { Count: > 0 } missing) return new("missing-scope", missing);
        if (given.RefreshToken is null || given.LeverAccountId is not { } leverAccount) return new("exchange-failed");

        return await StoreAsync(request, given, leverAccount, ct);
    }

    private async Task<AuthorizationError?> StoreAsync(
        AuthorizationRequest request, LeverTokens given, string leverAccount, CancellationToken ct)
    {
        var account = request.AccountId;
        var now = TokenPair.ToMicroseconds(clock.GetUtcNow());
        var (access, refresh) = (tokens.Protect(account, given.AccessToken), tokens.Protect(account, given.RefreshToken!));

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var before = (await db.Connections.FromSql($"SELECT * FROM connections WHERE account_id = {account} FOR UPDATE")
            .AsNoTracking().ToListAsync(ct)).Single();

        List<UnsentItem> unsent = [];
        if (before.LeverAccountId is { } earlier && earlier != leverAccount)
        {
            if (!request.ReplaceLeverAccount) return new("different-lever-account");
            unsent = await StartAfreshAsync(account, ct);
            before = new()
            {
                AccountId = account,
                Status = ConnectionStatus.NotConnected,
                EndpointKey = Connection.NewEndpointKey(),
                TokenGeneration = before.TokenGeneration,
            };
        }

        var activatedAt = before.ActivatedAt;
        var pair = new TokenPair(account, before.EndpointKey, leverAccount, before.TokenGeneration, now, now).Next(given, now);
        try
        {
            await db.Connections.Where(found => found.AccountId == account).ExecuteUpdateAsync(set => set
                .SetProperty(found => found.Status, activatedAt is null ? ConnectionStatus.Authorized : ConnectionStatus.Active)
                .SetProperty(found => found.LeverAccountId, leverAccount)
                .SetProperty(found => found.AuthorizedAt, now)
                .SetProperty(found => found.AuthorizedByMemberId, request.MemberId)
                .SetProperty(found => found.ActivatedAt, activatedAt)
                .SetProperty(found => found.EndpointKey, before.EndpointKey)
                .SetProperty(found => found.AccessToken, access)
                .SetProperty(found => found.RefreshToken, refresh)
                .SetProperty(found => found.AccessTokenExpiresAt, pair.ExpiresAt)
                .SetProperty(found => found.TokensGivenAt, pair.GivenAt)
                .SetProperty(found => found.TokenGeneration, pair.Generation), ct);
        }
        catch (Exception e) when (e.IsUniqueViolation())
        {
            return new("lever-account-in-use");
        }

        // What waited for the authorization goes on.
        await db.WakeChannelAsync(account, ct);
        await WebhookWorker.WakeAsync(db, account, ct);
        await db.AppendAsync(
            account, [.. unsent.Select(item => ExportEvents.Failed(now, item.CandidateId, item.ExportId, ItemCodes.LeverAccountReplaced))], ct);
        await transaction.CommitAsync(ct);
        await tokens.ForgetAsync(account, before.TokenGeneration);
        await tokens.GivenAsync(pair, given.AccessToken);
        signal.Set();
        LogAuthorized(account, leverAccount);
        return null;
    }

    /// <summary>
    /// Another Lever account takes the place of the one before: its users and webhooks are others, and nothing that was exported there stands
    /// against an export to the new one. The history stays.
    /// </summary>
    /// <returns>What was not sent to the one before, and now fails.</returns>
    private async Task<List<UnsentItem>> StartAfreshAsync(string account, CancellationToken ct)
    {
        await db.UserMappings.Where(mapping => mapping.AccountId == account).ExecuteDeleteAsync(ct);
        await db.WebhookTokens.Where(token => token.AccountId == account).ExecuteDeleteAsync(ct);
        await db.ExportItems.Where(item => item.AccountId == account && item.Status == ExportItemStatus.Exported && item.Live)
            .ExecuteUpdateAsync(set => set.SetProperty(item => item.Live, false), ct);
        return await db.Database.SqlQuery<UnsentItem>(
            $"""
             UPDATE export_items
             SET live = false, status = 'Failed', epoch = epoch + 1, code = {ItemCodes.LeverAccountReplaced},
                 detail = {ItemCodes.Detail(ItemCodes.LeverAccountReplaced)}, sent = NULL, settled_at = NULL
             WHERE account_id = {account} AND status IN ('Queued', 'Exporting')
             RETURNING candidate_id, export_id
             """).ToListAsync(ct);
    }

    private sealed record UnsentItem(string CandidateId, Guid ExportId);

    private string RedirectUri => urls.Value.OfApi(CallbackPath);

    private static byte[] Hash(string state) => SHA256.HashData(Encoding.UTF8.GetBytes(state));

    [LoggerMessage(LogLevel.Information, "Account {AccountId} is authorized in Lever account {LeverAccountId}")]
    private partial void LogAuthorized(string accountId, string leverAccountId);

    [LoggerMessage(LogLevel.Warning, "Lever refused the authorization code of account {AccountId}: {Status} {Code}")]
    private partial void LogExchangeFailed(string accountId, HttpStatusCode? status, string? code);
}

/// <param name="Code">For the page <c>/setup?error=</c>.</param>
/// <param name="MissingScopes">The scopes that Lever did not give, when that is the error.</param>
internal sealed record AuthorizationError(string Code, IReadOnlyList<string>? MissingScopes = null);
