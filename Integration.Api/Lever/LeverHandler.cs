using System.Net;
using Integration.Api.Connections;

namespace Integration.Api.Lever;

/// <summary>
/// What every call to Lever's Data API goes through: it takes a permit from the account's bucket, carries the account's access token,
/// and repeats what Lever certainly did not do.
/// </summary>
internal sealed class LeverHandler(LeverBucket bucket, AccessTokens tokens, TimeProvider clock) : DelegatingHandler
{
    private const int MostReads = 5;

    /// <summary>The account of the call; every request names it.</summary>
    public static readonly HttpRequestOptionsKey<string> Account = new("lever-account");

    public static readonly HttpRequestOptionsKey<LeverUrgency> Urgency = new("lever-urgency");

    /// <summary>Of a call that a queue makes: how far it may.</summary>
    public static readonly HttpRequestOptionsKey<QueuedCall> Queued = new("lever-queued");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Options.TryGetValue(Account, out var account);
        request.Options.TryGetValue(Urgency, out var urgency);
        request.Options.TryGetValue(Queued, out var queued);

        var isRead = request.Method == HttpMethod.Get;
        var (reserved, refreshed) = (queued?.IsReserved == true, false);
        for (var attempt = 1; ; attempt++)
        {
            if (!reserved) await bucket.AcquireAsync(account!, urgency, cancellationToken);
            reserved = false;

            var token = await BeforeSendingAsync(() => tokens.GetAsync(account!, cancellationToken));
            if (queued is not null && token.LeverAccountId != queued.LeverAccount) throw new NotAuthorizedException(account!);

            request.Headers.Authorization = new("Bearer", token.Value);
            HttpResponseMessage response;
            try
            {
                response = await base.SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException) when (isRead && attempt < MostReads)
            {
                await PauseAsync(attempt, cancellationToken);
                continue;
            }

            switch (response.StatusCode)
            {
                case HttpStatusCode.Unauthorized when !refreshed:
                    // Refused, so nothing was done: the token may have been replaced, or was given up by Lever early.
                    response.Dispose();
                    refreshed = true;
                    await BeforeSendingAsync(() => tokens.ReplaceAsync(account!, token, cancellationToken));
                    continue;
                case HttpStatusCode.Unauthorized:
                    response.Dispose();
                    await tokens.RevokeAsync(account!, token, cancellationToken);
                    throw new NotAuthorizedException(account!);
                case HttpStatusCode.TooManyRequests:
                    await bucket.SlowDownAsync(account!);
                    if (!isRead || attempt >= MostReads) return response;
                    break;
                case >= HttpStatusCode.InternalServerError when isRead && attempt < MostReads:
                    break;
                default:
                    return response;
            }

            response.Dispose();
            await PauseAsync(attempt, cancellationToken);
        }
    }

    /// <summary>Whatever the authorization server says or does not say, the call itself has not begun.</summary>
    private static async Task<AccessToken> BeforeSendingAsync(Func<Task<AccessToken>> token)
    {
        try
        {
            return await token();
        }
        catch (LeverException e)
        {
            throw new LeverException(e.Status, e.Message, e.Code, e) { IsUnsent = true };
        }
    }

    /// <summary>Grows from a quarter of a second, with jitter so that many callers do not come back together.</summary>
    private Task PauseAsync(int attempt, CancellationToken ct) =>
        Task.Delay(TimeSpan.FromMilliseconds(250 * attempt * attempt * (0.5 + Random.Shared.NextDouble())), clock, ct);
}
