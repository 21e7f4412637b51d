using Integration.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Integration.Api.Webhooks;

/// <summary>Where Lever delivers its webhooks.</summary>
internal static partial class WebhookEndpoints
{
    /// <summary>Lever waits ten seconds for an answer.</summary>
    private static readonly BodyLimit Limit = new(1024 * 1024, TimeSpan.FromSeconds(10));

    public static void MapWebhooks(this IEndpointRouteBuilder routes) =>
        // Anonymous: the signature is the authentication.
        routes.MapPost("/webhooks/lever/{endpointKey}", Receive).WithTags("Webhooks").AllowAnonymous()
            .WithSummary("Receive a webhook from Lever")
            .WithMetadata(Limit);

    /// <summary>The order of the checks is the contract's.</summary>
    private static async Task<Results<Ok, ProblemHttpResult>> Receive(
        string endpointKey, HttpRequest request, WebhookIntake intake, ILogger<WebhookInbox> logger, CancellationToken ct)
    {
        try
        {
            // Nothing is read of what is sent to nowhere.
            if (await intake.RunAsync(inbox => inbox.FindAsync(endpointKey, CancellationToken.None), ct) is not { } endpoint) return Problem.NotFound();

            var body = await Body.ReadAsync(request, ct);
            return await intake.RunAsync(inbox => TakeAsync(inbox, endpoint, body, logger), ct);
        }
        catch (Exception e) when (IsAway(e, ct))
        {
            LogNotStored(logger, e.GetType().Name);
            return Problem.Of(StatusCodes.Status503ServiceUnavailable, "unavailable", "The delivery could not be stored. Send it again.");
        }
    }

    /// <summary>Verifies and stores; what it means is found out after we have answered.</summary>
    private static async Task<Results<Ok, ProblemHttpResult>> TakeAsync(
        WebhookInbox inbox, WebhookEndpoint endpoint, byte[] body, ILogger<WebhookInbox> logger)
    {
        if (LeverWebhook.Parse(body) is not { } webhook) return Problem.Validation("A webhook of Lever has event, token and triggeredAt.");
        if (!endpoint.Accepts(webhook))
        {
            LogBadSignature(logger, endpoint.AccountId);
            return Problem.Of(StatusCodes.Status401Unauthorized, "wrong-signature");
        }

        await inbox.StoreAsync(endpoint.AccountId, webhook, body, CancellationToken.None);
        return TypedResults.Ok();
    }

    private static bool IsAway(Exception e, CancellationToken ct) => e switch
    {
        OperationCanceledException => !ct.IsCancellationRequested,
        NpgsqlException or TimeoutException => true,
        _ => e.InnerException is not null && IsAway(e.InnerException, ct),
    };

    [LoggerMessage(LogLevel.Warning, "A delivery for account {AccountId} is not signed with a token that the account has")]
    private static partial void LogBadSignature(ILogger logger, string accountId);

    [LoggerMessage(LogLevel.Warning, "A delivery could not be stored: {Reason}")]
    private static partial void LogNotStored(ILogger logger, string reason);
}
