using Integration.Api.Access;
using Integration.Api.Data;
using Integration.Api.Events;
using Integration.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Integration.Api.Connections;

/// <summary>The account's authorization in Lever: shown, begun, activated and ended.</summary>
internal static class ConnectionEndpoints
{
    public static void MapConnection(this IEndpointRouteBuilder routes)
    {
        var connection = routes.MapGroup("/accounts/{account}/connection").WithTags("Connection");

        connection.MapGet("/", Get).RequireAuthorization(AccessPolicies.Member).WithSummary("Show the connection with Lever");
        connection.MapPost("/authorize", Authorize).RequireAuthorization(AccessPolicies.Admin).WithSummary("Begin the authorization in Lever");
        connection.MapPost("/activate", Activate).RequireAuthorization(AccessPolicies.Admin).WithSummary("Let exports begin");
        connection.MapDelete("/", Disconnect).RequireAuthorization(AccessPolicies.Admin).WithSummary("End the connection here");
    }

    private static async Task<Ok<ConnectionView>> Get(CurrentMember member, ConnectionViews views, CancellationToken ct) =>
        TypedResults.Ok(await views.OfAsync(member, ct));

    private static async Task<Ok<AuthorizeView>> Authorize(
        CurrentMember member, BeginAuthorization? body, Authorizations authorizations, CancellationToken ct) =>
        TypedResults.Ok(new AuthorizeView(await authorizations.BeginAsync(member, body?.ReplaceLeverAccount ?? false, ct)));

    private static async Task<Results<Ok<ConnectionView>, JsonHttpResult<SetupIncomplete>>> Activate(
        CurrentMember member, ConnectionViews views, IntegrationDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var view = await views.OfAsync(member, ct);
        if (view.Status == ConnectionStatus.Active) return TypedResults.Ok(view);
        if (view.Missing.Count > 0) return Incomplete(view);

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var now = clock.GetUtcNow();
        var activated = await db.Connections
            .Where(found => found.AccountId == member.AccountId && found.Status == ConnectionStatus.Authorized)
            .ExecuteUpdateAsync(set => set
                .SetProperty(found => found.Status, ConnectionStatus.Active)
                .SetProperty(found => found.ActivatedAt, now), ct);
        if (activated == 1) await db.AppendAsync(member.AccountId, [new(EventTypes.ConnectionActivated, now, null, new { })], ct);
        await transaction.CommitAsync(ct);

        view = await views.OfAsync(member, ct);
        return view.Status == ConnectionStatus.Active ? TypedResults.Ok(view) : Incomplete(view);
    }

    private static async Task<NoContent> Disconnect(
        CurrentMember member, AccessTokens tokens, IntegrationDbContext db, CancellationToken ct)
    {
        var ended = await db.Database.SqlQuery<int>(
            $"""
             UPDATE connections
             SET status = {nameof(ConnectionStatus.NotConnected)}, activated_at = NULL, access_token = NULL, refresh_token = NULL,
                 token_generation = token_generation + 1
             WHERE account_id = {member.AccountId}
             RETURNING token_generation - 1
             """).ToListAsync(ct);
        foreach (var generation in ended) await tokens.ForgetAsync(member.AccountId, generation);
        return TypedResults.NoContent();
    }

    private static JsonHttpResult<SetupIncomplete> Incomplete(ConnectionView view) => TypedResults.Json(
        new SetupIncomplete(view.Missing), Json.Options, "application/problem+json", StatusCodes.Status409Conflict);
}

public sealed record BeginAuthorization(bool ReplaceLeverAccount = false);

public sealed record AuthorizeView(string AuthorizeUrl);

/// <summary>The problem of an activation that is not possible yet.</summary>
public sealed record SetupIncomplete(IReadOnlyList<string> Missing)
{
    public string Title { get; } = "Conflict";

    public int Status { get; } = StatusCodes.Status409Conflict;

    public string Code { get; } = "setup-incomplete";

    public string Detail { get; } = "Authorize the integration in Lever and map at least one user before you activate it.";
}
