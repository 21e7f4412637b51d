using Htmx;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.WebUtilities;
using ServiceDefaults;

namespace Integration.Ui;

/// <summary>The way of a browser without a valid session to the sign-in page, and back to where it was.</summary>
internal static class Sessions
{
    /// <summary>The query parameter that carries the way back.</summary>
    public const string ReturnTo = "returnTo";

    private const string Path = "/sign-in";

    public static void AddSessions(this WebApplicationBuilder builder)
    {
        builder.AddSignInCookie(options =>
        {
            options.Events.OnRedirectToLogin = context =>
            {
                Send(context.HttpContext);
                return Task.CompletedTask;
            };
            // Pages look again by themselves, for as long as they are open: that is nobody at work.
            options.Events.OnCheckSlidingExpiration = context =>
            {
                context.ShouldRenew &= !(HttpMethods.IsGet(context.Request.Method) && context.Request.IsHtmx());
                return Task.CompletedTask;
            };
        });
        builder.Services.AddSingleton<KnownBrowsers>();
        builder.Services.AddAuthorization();
        builder.Services.AddExceptionHandler<WhenSessionEnded>();
    }

    /// <summary>True for a path of this site: one slash, and nothing that a browser reads as another host.</summary>
    public static bool IsLocal(string? path) =>
        path is ['/', ..] && !path.StartsWith("//", StringComparison.Ordinal) &&
        !path.Contains('\\', StringComparison.Ordinal) && !path.Any(char.IsControl);

    /// <summary>The path as a header carries it: in ASCII.</summary>
    public static string ToHeader(string path) =>
        string.Concat(path.EnumerateRunes().Select(rune => rune is { IsAscii: true, Value: > ' ' } ? rune.ToString() : Uri.EscapeDataString(rune.ToString())));

    private static void Send(HttpContext http)
    {
        var address = QueryHelpers.AddQueryString(Path, ReturnTo, CurrentPage(http));
        if (http.Request.IsHtmx())
        {
            // A redirect would end inside the page; this one moves the whole window.
            http.Response.Headers["HX-Redirect"] = address;
            http.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        else
        {
            http.Response.Redirect(address);
        }
    }

    /// <summary>The page that the person looks at, which for a request by htmx is not the address that it asks for.</summary>
    private static string CurrentPage(HttpContext http)
    {
        // While an exception is handled, the request's own path is that of the error page.
        var path = http.Features.Get<IExceptionHandlerPathFeature>()?.Path ?? http.Request.Path;
        var here = http.Request.IsHtmx() && Uri.TryCreate(http.Request.Headers["HX-Current-URL"], UriKind.Absolute, out var current)
            ? current.PathAndQuery
            : path + http.Request.QueryString;
        return IsLocal(here) ? here : "/";
    }

    /// <summary>The API no longer knows the member of a cookie that is still valid here.</summary>
    private sealed class WhenSessionEnded : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
        {
            if (exception is not SessionEndedException) return false;

            await context.SignOutAsync(SignInCookie.Scheme);
            Send(context);
            return true;
        }
    }
}
