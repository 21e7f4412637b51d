using Lever.Sandbox.Api;

namespace Lever.Sandbox.Control;

/// <summary>Says in plain text what was wrong with a call to the sandbox's own routes, and keeps its pages free of script.</summary>
internal sealed class SandboxErrors(RequestDelegate next)
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    public async Task InvokeAsync(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        context.Response.Headers.XContentTypeOptions = "nosniff";

        try
        {
            await next(context);
        }
        catch (Refusal refusal) when (!context.Response.HasStarted)
        {
            await refusal.WriteAsync(context);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = e.StatusCode;
            await context.Response.WriteAsync(e.InnerException?.Message ?? e.Message);
        }
    }
}
