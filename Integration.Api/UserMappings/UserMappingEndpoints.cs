using System.ComponentModel.DataAnnotations;
using Integration.Api.Access;
using Integration.Api.Data;
using Integration.Api.Http;
using Integration.Api.Lever;
using Integration.Api.LeverLists;
using Integration.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Integration.Api.UserMappings;

/// <summary>Which Lever user each member is, given by the e-mail address in Lever.</summary>
internal static class UserMappingEndpoints
{
    public static void MapUserMappings(this IEndpointRouteBuilder routes)
    {
        var mappings = routes.MapGroup("/accounts/{account}/user-mappings").WithTags("User mapping").RequireAuthorization(AccessPolicies.Admin);

        mappings.MapGet("/", List).WithSummary("List the members with their Lever users, mapped or suggested");
        mappings.MapPut("/{member}", Put).WithSummary("Map a member to a Lever user by e-mail");
        mappings.MapDelete("/{member}", Delete).WithSummary("Remove a member's mapping");
    }

    private static async Task<Ok<Page<MemberMappingView>>> List(
        CurrentMember admin, Paging paging, IntegrationDbContext db, LeverListCache lists, CancellationToken ct)
    {
        var members = await (
            from member in db.Members
            where member.AccountId == admin.AccountId && member.Active && (paging.After == null || string.Compare(member.Id, paging.After) > 0)
            join mapping in db.UserMappings on new { member.AccountId, member.Id } equals new { mapping.AccountId, Id = mapping.MemberId } into mappings
            from mapping in mappings.DefaultIfEmpty()
            orderby member.Id
            select new { member, mapping })
            .Take(paging.Limit + 1).AsNoTracking().ToListAsync(ct);
        var page = Page.From(members, paging.Limit, row => row.member.Id);

        var users = await UsersAsync(lists, admin.AccountId, ct);
        return TypedResults.Ok(new Page<MemberMappingView>([.. page.Items.Select(row => row.mapping is null
            ? NotMapped(row.member, users?.Where(user => string.Equals(user.Email, row.member.Email, StringComparison.OrdinalIgnoreCase)) ?? [])
            : Mapped(row.member, row.mapping, users))], page.Next));
    }

    /// <summary>Lever's active users; null while there is no connection or Lever does not answer: then the table is shown without what they tell.</summary>
    private static async Task<List<LeverUser>?> UsersAsync(LeverListCache lists, string account, CancellationToken ct)
    {
        try
        {
            return await lists.UsersAsync(account, ct);
        }
        catch (Exception e) when (e is LeverException or NotAuthorizedException)
        {
            return null;
        }
    }

    private static MemberMappingView Mapped(Member member, UserMapping mapping, List<LeverUser>? users)
    {
        var user = users?.Find(user => user.Id == mapping.LeverUserId);
        return new(
            member.Id, member.Name, member.Email,
            new(mapping.LeverUserId, mapping.LeverEmail, mapping.LeverName, user?.AccessRole ?? mapping.AccessRole) { IsDeactivated = users is not null && user is null },
            mapping.Active, null);
    }

    private static MemberMappingView NotMapped(Member member, IEnumerable<LeverUser> namesakes)
    {
        var user = namesakes.OrderBy(namesake => namesake.IsInterviewer).FirstOrDefault();
        return user is null or { IsInterviewer: true }
            ? new(member.Id, member.Name, member.Email, null, false, null) { RoleTooLow = user is not null }
            : new(member.Id, member.Name, member.Email, null, false, new(user.Id, user.Email!, user.Name ?? user.Email!));
    }

    private static async Task<Results<Ok<UserMappingView>, ProblemHttpResult>> Put(
        CurrentMember admin, string member, PutUserMapping body, IntegrationDbContext db, LeverClient lever, CancellationToken ct)
    {
        if (!Text.IsId(member) || !await db.Members.AnyAsync(found => found.AccountId == admin.AccountId && found.Id == member, ct))
            return Problem.NotFound("There is no such member.");

        var leverEmail = Text.Email(body.LeverEmail);
        var users = await lever.FindUsersAsync(admin.AccountId, leverEmail, ct);
        if (users.Count == 0)
            return Problem.Unprocessable("lever-user-not-found", "Lever has no user with this e-mail address. Check it under Settings > Users in Lever.");
        if (users.Find(user => user.DeactivatedAt is null) is not { } found)
            return Problem.Unprocessable("lever-user-deactivated", "This Lever user is deactivated. Reactivate them in Lever, or choose another one.");
        if (found.IsInterviewer)
            return Problem.Unprocessable("lever-role-too-low", "This Lever user is an interviewer, who cannot add candidates. Give them a higher role in Lever.");

        var (email, name) = (found.Email ?? leverEmail, found.Name ?? found.Email ?? leverEmail);
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO user_mappings (account_id, member_id, lever_user_id, lever_email, lever_name, access_role, active)
             VALUES ({admin.AccountId}, {member}, {found.Id}, {email}, {name}, {found.AccessRole ?? ""}, {body.Active})
             ON CONFLICT (account_id, member_id) DO UPDATE
             SET lever_user_id = excluded.lever_user_id, lever_email = excluded.lever_email, lever_name = excluded.lever_name,
                 access_role = excluded.access_role, active = excluded.active
             """, ct);
        return TypedResults.Ok(new UserMappingView(member, found.Id, email, name, body.Active));
    }

    private static async Task<NoContent> Delete(CurrentMember admin, string member, IntegrationDbContext db, CancellationToken ct)
    {
        if (Text.IsId(member))
            await db.UserMappings.Where(found => found.AccountId == admin.AccountId && found.MemberId == member).ExecuteDeleteAsync(ct);
        return TypedResults.NoContent();
    }
}

public sealed record PutUserMapping([property: Required, Email] string LeverEmail, bool Active = true);

public sealed record UserMappingView(string MemberId, string LeverUserId, string LeverEmail, string LeverName, bool Active);

/// <param name="LeverUser">Null for a member who is not mapped.</param>
/// <param name="Suggestion">Where a Lever user has the member's e-mail address, and the member is not mapped.</param>
public sealed record MemberMappingView(
    string MemberId, string Name, string Email, LeverUserView? LeverUser, bool Active, SuggestionView? Suggestion)
{
    /// <summary>True where the Lever user of the member's e-mail address may not add candidates, so that nobody is suggested.</summary>
    public bool RoleTooLow { get; init; }
}

/// <param name="AccessRole">As Lever tells it now, or as it was when the member was mapped.</param>
public sealed record LeverUserView(string Id, string Email, string Name, string AccessRole)
{
    /// <summary>True when Lever no longer lists the user among the active ones.</summary>
    public bool IsDeactivated { get; init; }
}

public sealed record SuggestionView(string Id, string Email, string Name);
