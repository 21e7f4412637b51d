using Integration.Api.Access;
using Microsoft.Extensions.Options;
using Scalar.AspNetCore;

namespace Integration.Api.Http;

/// <summary>
/// What every answer says to whoever is between: it is somebody's, not to be kept, and of the type that it says. The one page that there is, the
/// description, runs its own script only and asks nobody else.
/// </summary>
internal static class AnswerHeaders
{
    public static void UseAnswerHeaders(this WebApplication app)
    {
        var isSecure = app.Services.GetRequiredService<IOptions<PublicUrls>>().Value.Api.Scheme == Uri.UriSchemeHttps;
        app.Use((context, next) =>
        {
            context.Response.OnStarting(() =>
            {
                Write(context, isSecure);
                return Task.CompletedTask;
            });
            return next(context);
        });
    }

    private static void Write(HttpContext context, bool isSecure)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        if (isSecure) headers.StrictTransportSecurity = "max-age=31536000";
        if (headers.CacheControl.Count == 0) headers.CacheControl = "no-store";
        if (context.Items[ScalarOptions.NonceHttpContextItemKey] is string nonce)
        {
            // Its styles are written by its script.
            headers.ContentSecurityPolicy =
                $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
                + "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
        }
    }
}
