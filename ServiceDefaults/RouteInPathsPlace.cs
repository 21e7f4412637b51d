using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ServiceDefaults;

/// <summary>
/// Traces tell the template of the route in place of the path that was asked for: a path may hold what only its owner knows, such as the key of
/// an account's webhooks. What is no route of ours has no path in a trace.
/// </summary>
internal static class RouteInPathsPlace
{
    public static void Tell(Activity activity, HttpResponse response) => activity.SetTag("url.path", EndpointOf(response.HttpContext) is RouteEndpoint { RoutePattern.RawText: { } template }
        ? template.StartsWith('/') ? template : $"/{template}"
        : null);

    /// <summary>The endpoint that answered, also where another one told of its failure.</summary>
    private static Endpoint? EndpointOf(HttpContext context) =>
        context.Features.Get<IExceptionHandlerFeature>()?.Endpoint
        ?? context.Features.Get<IStatusCodeReExecuteFeature>()?.Endpoint
        ?? context.GetEndpoint();
}
