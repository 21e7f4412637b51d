using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ServiceDefaults;

/// <summary>The cookie that says which member is signed in: one cookie, understood by the UI and by the API.</summary>
public static class SignInCookie
{
    /// <summary>The authentication scheme, and with the keys what makes the cookie readable to both services.</summary>
    public const string Scheme = "headhuntr";

    /// <summary>The cookie's name.</summary>
    public const string Name = "headhuntr-session";

    /// <summary>The claim that holds the account's id.</summary>
    public const string AccountClaim = "account";

    /// <summary>The claim that holds the member's id within the account.</summary>
    public const string MemberClaim = "member";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    public static AuthenticationBuilder AddSignInCookie(
        this IHostApplicationBuilder builder, Action<CookieAuthenticationOptions>? configure = null)
    {
        var settings = builder.Configuration;
        return builder.Services.AddAuthentication(Scheme).AddCookie(Scheme, options =>
        {
            options.Cookie.Name = Name;
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.Domain = settings["Cookie:Domain"] is { Length: > 0 } domain ? domain : null;
            // By the public address, not by the request: TLS usually ends before the request gets here.
            options.Cookie.SecurePolicy = settings["PublicUrls:Ui"]?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) == true
                ? CookieSecurePolicy.Always
                : CookieSecurePolicy.None;
            options.ExpireTimeSpan = Lifetime;
            options.SlidingExpiration = true;
            configure?.Invoke(options);
        });
    }

    public static ClaimsPrincipal PrincipalFor(string accountId, string memberId) =>
        new(new ClaimsIdentity([new(AccountClaim, accountId), new(MemberClaim, memberId)], Scheme));
}
