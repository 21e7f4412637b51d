using System.Security.Claims;
using Integration.Api.Data;
using Integration.Api.Http;
using Integration.Api.Platform;
using Microsoft.EntityFrameworkCore;
using ServiceDefaults;

namespace Integration.Api.Access;

/// <summary>Finds the active member on whose behalf a request is made.</summary>
internal sealed class CurrentMembers(IntegrationDbContext db, TimeProvider clock)
{
    /// <summary>The member whom the sign-in cookie names, as long as its session lasts.</summary>
    public async Task<CurrentMember?> FindSignedInAsync(ClaimsPrincipal cookie, CancellationToken ct)
    {
        var (account, member) = (cookie.FindFirst(SignInCookie.AccountClaim)?.Value, cookie.FindFirst(SignInCookie.MemberClaim)?.Value);
        if (SessionOf(cookie) is not { } id) return null;

        var earliest = clock.GetUtcNow() - Session.Longest;
        return await FindAsync(account, member, db.Members.Where(found => db.Sessions.Any(session =>
            session.Id == id && session.AccountId == found.AccountId && session.MemberId == found.Id
            && session.Generation == found.SessionGeneration && session.StartedAt > earliest)), ct);
    }

    /// <summary>The member for whom the host product speaks.</summary>
    public Task<CurrentMember?> FindAsync(string? account, string member, CancellationToken ct) => FindAsync(account, member, db.Members, ct);

    /// <summary>The id of the session that the cookie belongs to.</summary>
    public static Guid? SessionOf(ClaimsPrincipal cookie) =>
        Guid.TryParse(cookie.FindFirst(SignInCookie.SessionClaim)?.Value, out var id) ? id : null;

    private async Task<CurrentMember?> FindAsync(string? account, string? member, IQueryable<Member> members, CancellationToken ct) =>
        account is null || member is null || !Text.IsId(account) || !Text.IsId(member)
            ? null
            : await (
                from found in members
                where found.AccountId == account && found.Id == member && found.Active
                join mapping in db.UserMappings.Where(mapping => mapping.Active)
                    on new { found.AccountId, found.Id } equals new { mapping.AccountId, Id = mapping.MemberId } into mappings
                select new CurrentMember(found.AccountId, found.Id, found.Name, found.Role, mappings.Any()))
                .SingleOrDefaultAsync(ct);
}
