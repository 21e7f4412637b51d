using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using ServiceDefaults;

namespace Integration.Api.Access;

/// <summary>What a member must be: nothing more, an admin, mapped, or either when both are set.</summary>
internal sealed class MemberAccess : IAuthorizationRequirement
{
    public bool Admin { get; init; }

    public bool Mapped { get; init; }
}

/// <summary>Why a caller was refused, and what the caller is told.</summary>
internal sealed record Refusal(int Status, string Code, string? Detail)
{
    public static readonly Refusal Unauthenticated = new(
        StatusCodes.Status401Unauthorized, "unauthenticated",
        "Sign in, or send the platform key with On-Behalf-Of naming an active member of this account.");

    public static readonly Refusal OtherAccount = new(StatusCodes.Status404NotFound, "not-found", null);

    public static readonly Refusal CrossOrigin = new(
        StatusCodes.Status403Forbidden, "cross-origin", "The request did not come from a page of headhuntr.io.");

    public static readonly Refusal NotAnAdmin = new(
        StatusCodes.Status403Forbidden, "not-an-admin", "Only an admin of your company can do this.");

    public static readonly Refusal NotMapped = new(
        StatusCodes.Status403Forbidden, "user-not-mapped",
        "You are not mapped to a Lever user yet. An admin of your company can do that under User mapping.");

    /// <summary>Carries a refusal through the framework's authorization.</summary>
    public sealed class Reason(IAuthorizationHandler handler, Refusal refusal) : AuthorizationFailureReason(handler, refusal.Code)
    {
        public Refusal Refusal { get; } = refusal;
    }
}

/// <summary>Finds out on whose behalf a request is made and whether that member may make it, in the order of the contract.</summary>
internal sealed class MemberAccessHandler(CurrentMembers members, IOptions<PublicUrls> urls) : AuthorizationHandler<MemberAccess>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, MemberAccess requirement)
    {
        var http = (HttpContext)context.Resource!;
        if (Refuse(await FindAsync(http), http, requirement) is { } refusal)
            context.Fail(new Refusal.Reason(this, refusal));
        else
            context.Succeed(requirement);
    }

    /// <summary>The active member whom the cookie or the header <c>On-Behalf-Of</c> names.</summary>
    private async Task<CurrentMember?> FindAsync(HttpContext http)
    {
        if (http.User.Identity is not { IsAuthenticated: true }) return null;

        return IsByCookie(http)
            ? await members.FindSignedInAsync(http.User, http.RequestAborted)
            : await members.FindAsync(http.GetRouteValue("account") as string, http.Request.Headers["On-Behalf-Of"].ToString(), http.RequestAborted);
    }

    private Refusal? Refuse(CurrentMember? member, HttpContext http, MemberAccess requirement)
    {
        if (member is null) return Refusal.Unauthenticated;
        if (http.GetRouteValue("account") is string account && account != member.AccountId) return Refusal.OtherAccount;
        if (IsByCookie(http) && IsMutation(http) && !IsOurs(http.Request.Headers.Origin)) return Refusal.CrossOrigin;

        http.Features.Set(member);
        return requirement switch
        {
            { Admin: true, Mapped: true } => member.IsAdmin || member.Mapped ? null : Refusal.NotMapped,
            { Admin: true } => member.IsAdmin ? null : Refusal.NotAnAdmin,
            { Mapped: true } => member.Mapped ? null : Refusal.NotMapped,
            _ => null,
        };
    }

    private static bool IsByCookie(HttpContext http) => http.User.Identity?.AuthenticationType == SignInCookie.Scheme;

    private static bool IsMutation(HttpContext http) =>
        !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method);

    private bool IsOurs(string? origin) => origin is not null && (origin == urls.Value.UiOrigin || origin == urls.Value.ApiOrigin);
}
