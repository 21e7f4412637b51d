using System.ComponentModel.DataAnnotations;
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
    public static void MapSessions(this IEndpointRouteBuilder account) =>
        account.MapPost("/sessions", Create).WithSummary("Make a one-time sign-in link for a member");

    /// <summary>The other half, for the UI: anonymous, because the token is the authentication.</summary>
    public static void MapSignIn(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/sign-in", Redeem).WithTags("Sign-in").AllowAnonymous().WithSummary("Redeem a one-time sign-in link");

    private static async Task<Results<Created<SessionView>, ProblemHttpResult>> Create(
        [PlatformId] string account, CreateSession body, SignInLinks links, CancellationToken ct) =>
        await links.CreateAsync(account, body.MemberId, body.ReturnTo ?? "/", ct) is { } link
            ? TypedResults.Created(link.Url, link)
            : Problem.NotFound("There is no such account, or no such active member in it.");

    private static async Task<Results<Ok<SignedIn>, ProblemHttpResult>> Redeem(
        RedeemSignInLink body, SignInLinks links, CancellationToken ct) =>
        await links.RedeemAsync(body.Token, ct) is { } signedIn
            ? TypedResults.Ok(signedIn)
            : Problem.Of(
                StatusCodes.Status410Gone, "link-used-or-expired",
                "This sign-in link was used already or is older than a minute. Open headhuntr.io again to get a new one.");
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

    /// <summary>Null when the token is unknown, used or late, or the member was deactivated meanwhile.</summary>
    public async Task<SignedIn?> RedeemAsync(string token, CancellationToken ct)
    {
        var hash = Hash(token);

        // Deleting it is what makes it work once, also for two requests at the same moment.
        var redeemed = await db.SignInLinks
            .FromSql($"DELETE FROM sign_in_links WHERE token_hash = {hash} AND expires_at > {clock.GetUtcNow()} RETURNING *")
            .AsNoTracking().ToListAsync(ct);
        if (redeemed is not [var link]) return null;

        return await db.Members
            .Where(member => member.AccountId == link.AccountId && member.Id == link.MemberId && member.Active)
            .Select(member => new SignedIn(member.AccountId, member.Id, member.Name, member.Role, link.ReturnTo))
            .SingleOrDefaultAsync(ct);
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}

public sealed record CreateSession(
    [property: Required, PlatformId] string MemberId,
    [property: RegularExpression(SignInLinks.LocalPath, ErrorMessage = "returnTo is a path that starts with exactly one slash."), Line(2_000)]
    string? ReturnTo = null);

public sealed record SessionView(string Url, DateTimeOffset ExpiresAt);

public sealed record RedeemSignInLink([property: Required, Line(200)] string Token);

public sealed record SignedIn(string AccountId, string MemberId, string Name, MemberRole Role, string ReturnTo);
