namespace Lever.Sandbox.Api;

/// <summary>The European data centre, which the sandbox has below <c>/eu</c>: <c>/eu/v1/…</c> is the same API.</summary>
internal sealed class EuRegion(RequestDelegate next)
{
    private const string Prefix = "/eu";

    public static bool IsHere(HttpContext context) => context.Request.PathBase == Prefix;

    /// <summary>How Lever sends a call to the other data centre is not written: *assumed* one of the redirects that keep the body.</summary>
    public static void Redirect(HttpContext context, Caller caller, int status)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = $"{caller.Url}{Prefix}{context.Request.Path}{context.Request.QueryString}";
    }

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments(Prefix, out var rest) && rest.StartsWithSegments("/v1"))
        {
            (context.Request.PathBase, context.Request.Path) = (Prefix, rest);
        }

        return next(context);
    }
}
