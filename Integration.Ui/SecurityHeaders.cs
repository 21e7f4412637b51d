using ServiceDefaults;

namespace Integration.Ui;

/// <summary>What a browser may do with these pages: everything comes from here, nothing is inline, nobody may frame them.</summary>
internal static class SecurityHeaders
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static void UseSecurityHeaders(this WebApplication app)
    {
        var isSecure = SignInCookie.IsSecure(app.Configuration);
        app.Use((context, next) =>
        {
            context.Response.OnStarting(() =>
            {
                Write(context.Response.Headers, isSecure);
                return Task.CompletedTask;
            });
            return next(context);
        });
    }

    private static void Write(IHeaderDictionary headers, bool isSecure)
    {
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()";
        // One-time links carry their token in the address.
        headers["Referrer-Policy"] = "same-origin";
        if (isSecure) headers.StrictTransportSecurity = "max-age=31536000";
        // Pages are a person's; files of the application carry their own rules.
        if (headers.CacheControl.Count == 0) headers.CacheControl = "no-store";
    }
}
