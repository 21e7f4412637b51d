using Integration.Api.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using ServiceDefaults;

namespace Integration.Api.Access;

/// <summary>Who may call what: the host product by its key, a member by the cookie or by the key on their behalf.</summary>
internal static class AccessPolicies
{
    /// <summary>The scheme of the host product's key.</summary>
    public const string PlatformKey = "platform-key";

    /// <summary>The host product itself.</summary>
    public const string Platform = "platform";

    /// <summary>Any active member of the account in the route.</summary>
    public const string Member = "member";

    public const string Admin = "admin";

    /// <summary>A member with an active user mapping.</summary>
    public const string Mapped = "mapped";

    public const string MappedOrAdmin = "mapped-or-admin";

    /// <summary>The signed-in member, by cookie only: there is no account in the route.</summary>
    public const string SignedIn = "signed-in";

    /// <summary>The scheme that looks at the request and takes the cookie or the key.</summary>
    private const string Caller = "caller";

    public static void AddAccess(this WebApplicationBuilder builder)
    {
        builder.AddSignInCookie(options =>
            {
                // Only who looks at a page is not idle.
                options.SlidingExpiration = false;
                options.Events.OnRedirectToLogin = context =>
                {
                    context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                    return Task.CompletedTask;
                };
            })
            .AddScheme<AuthenticationSchemeOptions, PlatformKeyHandler>(PlatformKey, null)
            .AddPolicyScheme(Caller, null, options => options.ForwardDefaultSelector = context =>
                context.Request.Headers.ContainsKey("Authorization") ? PlatformKey : SignInCookie.Scheme);
        builder.Services.Configure<AuthenticationOptions>(options => options.DefaultScheme = Caller);
        builder.Services.Configure<PlatformOptions>(builder.Configuration.GetSection(PlatformOptions.Section));

        builder.Services.AddAuthorizationBuilder()
            .AddPolicy(Platform, policy => policy.AddAuthenticationSchemes(PlatformKey).RequireAuthenticatedUser())
            .AddPolicy(Member, policy => policy.AddRequirements(new MemberAccess()))
            .AddPolicy(Admin, policy => policy.AddRequirements(new MemberAccess { Admin = true }))
            .AddPolicy(Mapped, policy => policy.AddRequirements(new MemberAccess { Mapped = true }))
            .AddPolicy(MappedOrAdmin, policy => policy.AddRequirements(new MemberAccess { Admin = true, Mapped = true }))
            .AddPolicy(SignedIn, policy => policy.AddAuthenticationSchemes(SignInCookie.Scheme).AddRequirements(new MemberAccess()));
        builder.Services.AddScoped<CurrentMembers>();
        builder.Services.AddScoped<IAuthorizationHandler, MemberAccessHandler>();
        builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, RefusalWriter>();
    }

    /// <summary>Answers a refusal as a problem with its code, where the framework would answer an empty body.</summary>
    private sealed class RefusalWriter : IAuthorizationMiddlewareResultHandler
    {
        public Task HandleAsync(
            RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
        {
            if (authorizeResult.Succeeded) return next(context);

            var refusal = authorizeResult.AuthorizationFailure?.FailureReasons.OfType<Refusal.Reason>().FirstOrDefault()?.Refusal
                ?? Refusal.Unauthenticated;
            return Problem.Of(refusal.Status, refusal.Code, refusal.Detail).ExecuteAsync(context);
        }
    }
}
