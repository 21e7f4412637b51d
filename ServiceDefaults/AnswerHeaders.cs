using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ServiceDefaults;

/// <summary>What every answer of a service says to browsers and to whoever is between.</summary>
public static class AnswerHeaders
{
    /// <summary>
    /// An answer is of the type that it says and is somebody's, not to be kept, unless it carries its own rule; behind TLS its host is to be
    /// asked by TLS only.
    /// </summary>
    /// <param name="isSecure">By the service's public address.</param>
    /// <param name="more">What only this service says.</param>
    public static void UseAnswerHeaders(this IApplicationBuilder app, bool isSecure, Action<HttpContext> more) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            if (isSecure) headers.StrictTransportSecurity = "max-age=31536000";
            if (headers.CacheControl.Count == 0) headers.CacheControl = "no-store";
            more(context);
            return Task.CompletedTask;
        });
        return next(context);
    });
}
