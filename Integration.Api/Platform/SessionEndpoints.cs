using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Integration.Api.Access;
using Integration.Api.Data;
using Integration.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Integration.Api.Platform;

/// <summary>One-time sign-in links: the host product asks for one, the UI redeems it.</summary>
internal static class SessionEndpoints
{
    /// <summary>Of those who say who they are by it, and may be anybody.</summary>
    private static readonly BodyLimit Limit = new(4 * 1024, TimeSpan.FromSeconds(10));

    public static void MapSessions(this IEndpointRouteBuilder account) =>
        account.MapPost("/sessions", Create).WithSummary("Make a one-time sign-in link for a member");

    /// <summary>The other half, for the UI: anonymous, because the token is the authentication.</summary>
    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/sign-in", Redeem).WithTags("Sign-in").AllowAnonymous().WithSummary("Redeem a one-time sign-in link").WithMetadata(Limit);
        routes.MapPost("/sign-in/preview", Preview).WithTags("Sign-in").AllowAnonymous().WithSummary("Say whom a one-time sign-in link would sign in").WithMetadata(Limit);
        routes.MapDelete("/session", End).WithTags("Sign-in").RequireAuthorization(AccessPolicies.SignedIn).WithSummary("End the session of the sign-in cookie");
    }

    private static async Task<Results<Created<SessionView>, ProblemHttpResult>> Create(
        [PlatformId] string account, CreateSession body, SignInLinks links, CancellationToken ct) =>
        await links.CreateAsync(account, body.MemberId, body.ReturnTo ?? "/", ct) is { } link
            ? TypedResults.Created(link.Url, link)
            : Problem.NotFound("There is no such account, or no such active member in it.");

    private static async Task<Results<Ok<SignedIn>, ProblemHttpResult>> Redeem(
        RedeemSignInLink body, SignInLinks links, CancellationToken ct) =>
        await links.RedeemAsync(body.Token, body.Browser, ct) is { } signedIn ? TypedResults.Ok(signedIn) : Gone();

    private static async Task<Results<Ok<SignInPreview>, ProblemHttpResult>> Preview(
        RedeemSignInLink body, SignInLinks links, CancellationToken ct) =>
        await links.PreviewAsync(body.Token, body.Browser, ct) is { } preview ? TypedResults.Ok(preview) : Gone();

    private static ProblemHttpResult Gone() => Problem.Of(
        StatusCodes.Status410Gone, "link-used-or-expired",
        "This sign-in link was used already or is older than a minute. Open headhuntr.io again to get a new one.");

    private static async Task<NoContent> End(ClaimsPrincipal cookie, IntegrationDbContext db, CancellationToken ct)
    {
        var id = CurrentMembers.SessionOf(cookie);
        await db.Sessions.Where(session => session.Id == id).ExecuteDeleteAsync(ct);
        return TypedResults.NoContent();
    }
}

/// <summary>Makes and redeems one-time sign-in links.</summary>
internal sealed class SignInLinks(IntegrationDbContext db, IOptions<PublicUrls> urls, TimeProvider clock)
{
    /// <summary>A path that starts with exactly one slash: two, or a backslash, would lead to another host.</summary>
    public const string LocalPath = @"^/($|[^/\\].*$)";

    /// <summary>Null when the account has no such active member.</summary>
    public async Task<SessionView?> CreateAsync(string account, string member, string returnTo, CancellationToken ct)
    {
        if (!await db.Members.AnyAsync(found => found.AccountId == account && found.Id == member && found.Active, ct)) return null;

        var now = clock.GetUtcNow();
        await db.SignInLinks.Where(link => link.ExpiresAt < now).ExecuteDeleteAsync(ct);

        var token = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        var link = new SignInLink
        {
            TokenHash = Hash(token),
            AccountId = account,
            MemberId = member,
            ReturnTo = returnTo,
            ExpiresAt = now + SignInLink.Lifetime,
        };
        db.SignInLinks.Add(link);
        await db.SaveChangesAsync(ct);
        return new(urls.Value.OfUi($"/sign-in?token={token}"), link.ExpiresAt);
    }

    /// <summary>Whom the token would sign in, which redeems nothing; null where it would sign nobody in.</summary>
    public Task<SignInPreview?> PreviewAsync(string token, string? browser, CancellationToken ct) => (
        from link in Usable(Hash(token), browser)
        join member in db.Members on new { link.AccountId, Id = link.MemberId } equals new { member.AccountId, member.Id }
        join account in db.Accounts on member.AccountId equals account.Id
        where member.Active
        select new SignInPreview(account.Id, account.Name, member.Id, member.Name, member.Role)).SingleOrDefaultAsync(ct);

    /// <summary>Begins the session, or gives it again to the browser that began it; null when the token is unknown, used or late, or the member was deactivated meanwhile.</summary>
    public async Task<SignedIn?> RedeemAsync(string token, string? browser, CancellationToken ct)
    {
        var (hash, now, begun) = (Hash(token), clock.GetUtcNow(), Guid.NewGuid());

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // Who finds it without a session begins one, also of several at the same moment.
        await Usable(hash, browser).Where(link => link.SessionId == null).ExecuteUpdateAsync(
            set => set.SetProperty(link => link.SessionId, begun).SetProperty(link => link.Browser, browser), ct);
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO sessions (id, account_id, member_id, generation, started_at)
             SELECT link.session_id, account_id, member_id, session_generation, {now}
             FROM sign_in_links link JOIN members member USING (account_id) WHERE member.id = link.member_id AND member.active AND link.session_id = {begun}
             """, ct);
        var signedIn = await (
            from link in db.SignInLinks
            where link.TokenHash == hash && link.ExpiresAt > now && (link.SessionId == begun || (browser != null && link.Browser == browser))
            join member in db.Members on new { link.AccountId, Id = link.MemberId } equals new { member.AccountId, member.Id }
            join session in db.Sessions on link.SessionId equals session.Id
            where member.Active && session.Generation == member.SessionGeneration
            select new SignedIn(member.AccountId, member.Id, member.Name, member.Role, link.ReturnTo, session.Id)).SingleOrDefaultAsync(ct);
        await transaction.CommitAsync(ct);
        return signedIn;
    }

    /// <summary>The link, as long as it lasts and nobody has used it, or only this browser has.</summary>
    private IQueryable<SignInLink> Usable(byte[] hash, string? browser)
    {
        var now = clock.GetUtcNow();
        return db.SignInLinks.Where(link =>
            link.TokenHash == hash && link.ExpiresAt > now && (link.SessionId == null || (browser != null && link.Browser == browser)));
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}

public sealed record CreateSession(
    [property: Required, PlatformId] string MemberId,
    [property: RegularExpression(SignInLinks.LocalPath, ErrorMessage = "returnTo is a path that starts with exactly one slash."), Line(2_000)]
    string? ReturnTo = null);

public sealed record SessionView(string Url, DateTimeOffset ExpiresAt);

/// <param name="Browser">An unguessable name that the browser keeps: the same one may redeem a link again. Absent: it works once.</param>
public sealed record RedeemSignInLink([property: Required, Line(200)] string Token, [property: Line(200)] string? Browser = null);

public sealed record SignedIn(string AccountId, string MemberId, string Name, MemberRole Role, string ReturnTo, Guid SessionId);

/// <summary>Whom a link would sign in, and in which company.</summary>
public sealed record SignInPreview(string AccountId, string AccountName, string MemberId, string Name, MemberRole Role);
