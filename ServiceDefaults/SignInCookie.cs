using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ServiceDefaults;

/// <summary>The cookie that says which member is signed in: one cookie, understood by the UI and by the API.</summary>
public static class SignInCookie
{
    /// <summary>The authentication scheme, and with the keys what makes the cookie readable to both services.</summary>
    public const string Scheme = "headhuntr";

    /// <summary>The cookie's name, where nothing forbids a domain.</summary>
    public const string Name = "headhuntr-session";

    /// <summary>The claim that holds the account's id.</summary>
    public const string AccountClaim = "account";

    /// <summary>The claim that holds the member's id within the account.</summary>
    public const string MemberClaim = "member";

    /// <summary>The claim that holds the id of the session, which the API ends.</summary>
    public const string SessionClaim = "session";

    /// <summary>So long a member may be idle.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    public static AuthenticationBuilder AddSignInCookie(
        this IHostApplicationBuilder builder, Action<CookieAuthenticationOptions>? configure = null)
    {
        var settings = builder.Configuration;
        return builder.Services.AddAuthentication(Scheme).AddCookie(Scheme, options =>
        {
            options.Cookie.Name = NameIn(settings);
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.Domain = DomainIn(settings);
            options.Cookie.SecurePolicy = IsSecure(settings) ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
            options.ExpireTimeSpan = Lifetime;
            options.SlidingExpiration = true;
            options.Events.OnValidatePrincipal = RefuseLongLivedAsync;
            configure?.Invoke(options);
        });
    }

    /// <summary>The cookie's name as browsers know it: one of this very host where it is of no domain and travels by TLS.</summary>
    public static string NameIn(IConfiguration settings) => DomainIn(settings) is null && IsSecure(settings) ? $"__Host-{Name}" : Name;

    /// <summary>By the public address, not by the request: TLS usually ends before the request gets here.</summary>
    public static bool IsSecure(IConfiguration settings) => settings["PublicUrls:Ui"]?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) == true;

    private static string? DomainIn(IConfiguration settings) => settings["Cookie:Domain"] is { Length: > 0 } domain ? domain : null;

    /// <summary>The member in this session. A form that is open while the same member signs in again stays valid: it belongs to the subject.</summary>
    public static ClaimsPrincipal PrincipalFor(string accountId, string memberId, Guid sessionId) =>
        new(new ClaimsIdentity(
            [new("sub", $"{accountId}/{memberId}"), new(AccountClaim, accountId), new(MemberClaim, memberId), new(SessionClaim, $"{sessionId}")], Scheme));

    /// <summary>By when it was given, whatever it says of its own end.</summary>
    private static Task RefuseLongLivedAsync(CookieValidatePrincipalContext context)
    {
        if (!(context.Properties.IssuedUtc > context.Options.TimeProvider!.GetUtcNow() - Lifetime)) context.RejectPrincipal();
        return Task.CompletedTask;
    }
}
