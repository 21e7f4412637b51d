using System.ComponentModel.DataAnnotations;
using Integration.Api.Access;
using Integration.Api.Connections;
using Integration.Api.Data;
using Integration.Api.Events;
using Integration.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Integration.Api.Platform;

/// <summary>What the host product's backend pushes: accounts, members and requisitions. Every PUT replaces the whole object.</summary>
internal static class PlatformEndpoints
{
    public static void MapPlatform(this IEndpointRouteBuilder routes)
    {
        var platform = routes.MapGroup("/platform/accounts/{account}")
            .WithTags("Platform").RequireAuthorization(AccessPolicies.Platform);

        platform.MapPut("/", PutAccount).WithSummary("Create or replace an account");
        platform.MapPut("/members/{member}", PutMember).WithSummary("Create or replace a member");
        platform.MapPut("/requisitions/{requisition}", PutRequisition).WithSummary("Create or replace a requisition");
        platform.MapCandidates();
        platform.MapResumes();
        platform.MapSessions();
        platform.MapEvents();
    }

    /// <summary>Every account has a connection from the beginning, so that its webhooks have an address before anything else is set up.</summary>
    private static Task<Results<Created, Ok, ProblemHttpResult>> PutAccount(
        [PlatformId] string account, PutAccount body, IntegrationDbContext db, CancellationToken ct) =>
        UpsertAsync(db,
            $"""
             WITH account AS (
                 INSERT INTO accounts (id, name) VALUES ({account}, normalize({Text.Line(body.Name)}, NFC))
                 ON CONFLICT (id) DO UPDATE SET name = excluded.name
                 RETURNING id, xmax = 0 AS created),
             connection AS (
                 INSERT INTO connections (account_id, status, endpoint_key, token_generation)
                 SELECT id, 'NotConnected', {Connection.NewEndpointKey()}, 0 FROM account WHERE created)
             SELECT created FROM account
             """, ct);

    private static async Task<Results<Created, Ok, ProblemHttpResult>> PutMember(
        [PlatformId] string account, [PlatformId] string member, PutMember body, IntegrationDbContext db, CancellationToken ct)
    {
        var email = Text.Email(body.Email);
        if (!Text.IsEmail(email)) return Problem.EmailNotValid("email");

        return await UpsertAsync(db,
            $"""
             INSERT INTO members (account_id, id, name, email, role, active, session_generation)
             SELECT id, {member}, normalize({Text.Line(body.Name)}, NFC), {email}, {body.Role.ToString()}, {body.Active}, 0 FROM accounts WHERE id = {account}
             ON CONFLICT (account_id, id) DO UPDATE
             SET name = excluded.name, email = excluded.email, role = excluded.role, active = excluded.active,
                 session_generation = members.session_generation + CASE WHEN members.role = excluded.role AND excluded.active THEN 0 ELSE 1 END
             RETURNING xmax = 0
             """, ct);
    }

    private static Task<Results<Created, Ok, ProblemHttpResult>> PutRequisition(
        [PlatformId] string account, [PlatformId] string requisition, PutRequisition body, IntegrationDbContext db, CancellationToken ct) =>
        UpsertAsync(db,
            $"""
             INSERT INTO requisitions
                 (account_id, id, title, code, location, status, owner_member_id, lever_posting_id, lever_requisition_id)
             SELECT id, {requisition}, normalize({Text.Line(body.Title)}, NFC), {Text.Line(body.Code)}, {Text.Line(body.Location)}, {body.Status.ToString()}, {body.OwnerMemberId},
                 {body.LeverPostingId}, {body.LeverRequisitionId}
             FROM accounts WHERE id = {account}
             ON CONFLICT (account_id, id) DO UPDATE
             SET title = excluded.title, code = excluded.code, location = excluded.location, status = excluded.status,
                 owner_member_id = excluded.owner_member_id, lever_posting_id = excluded.lever_posting_id,
                 lever_requisition_id = excluded.lever_requisition_id
             RETURNING xmax = 0
             """, ct);

    /// <param name="sql">Returns whether the row is new, and no row when the account is unknown.</param>
    private static async Task<Results<Created, Ok, ProblemHttpResult>> UpsertAsync(
        IntegrationDbContext db, FormattableString sql, CancellationToken ct) =>
        await db.Database.SqlQuery<bool>(sql).ToListAsync(ct) switch
        {
            [true] => TypedResults.Created(),
            [false] => TypedResults.Ok(),
            _ => Problem.NotFound("There is no such account."),
        };
}

public sealed record PutAccount([property: Required, Line(300)] string Name);

public sealed record PutMember(
    [property: Required, Line(300)] string Name, [property: Required, MaxLength(1_000)] string Email, MemberRole Role, bool Active = true);

public sealed record PutRequisition(
    [property: Required, Line(300)] string Title,
    [property: Line(100, MayBeBlank = true)] string? Code = null,
    [property: Line(300, MayBeBlank = true)] string? Location = null,
    RequisitionStatus Status = RequisitionStatus.Open,
    [property: PlatformId] string? OwnerMemberId = null,
    [property: LeverId] string? LeverPostingId = null,
    [property: LeverId] string? LeverRequisitionId = null);
