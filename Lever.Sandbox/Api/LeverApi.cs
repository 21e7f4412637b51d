using Microsoft.Extensions.Options;

namespace Lever.Sandbox.Api;

/// <summary>What happens to every call below <c>/v1</c>: who calls, how often, with which scope, and how Lever says no.</summary>
internal sealed partial class LeverApi(
    RequestDelegate next, Authentication authentication, IOptions<SandboxOptions> options, TimeProvider clock, ILogger<LeverApi> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        context.Response.Headers.Server = "lever-data-api";
        context.Response.Headers["x-lever-region"] = EuRegion.IsHere(context) ? "eu" : "global";
        context.Response.Headers["x-stream-path"] = "dapi";

        try
        {
            var (organisation, caller) = authentication.Identify(context.Request);
            var template = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(unknown)";
            await CallSteps.RunAsync(context, organisation, template, () => AnswerAsync(context, caller));
        }
        catch (Refusal refusal)
        {
            await refusal.WriteAsync(context);
        }
    }

    private async Task AnswerAsync(HttpContext context, Caller? caller)
    {
        try
        {
            if (caller is null) throw Refusal.Unauthorized();

            var rules = caller.Organisation.Rules;
            if (rules.IsInEurope && !EuRegion.IsHere(context))
            {
                EuRegion.Redirect(context, caller, rules.RedirectStatus);
                return;
            }

            var perSecond = rules.RequestsPerSecond ?? options.Value.RequestsPerSecond;
            if (!caller.Organisation.Bucket.TryTake(perSecond, rules.Burst ?? options.Value.Burst, clock))
            {
                throw Refusal.TooManyRequests(perSecond);
            }

            if (context.GetEndpoint()?.Metadata.GetMetadata<RequiredScope>() is { } scope && !caller.Allows(scope.Name))
            {
                throw Refusal.Forbidden($"This action requires the scope {scope.Name}");
            }

            context.Features.Set(caller);
            await next(context);

            // Routing has its own, empty answers for a path, a method or a kind of body that it does not know.
            if (context.GetEndpoint() is not RouteEndpoint) throw Unroutable(context);
        }
        catch (Refusal refusal)
        {
            await refusal.WriteAsync(context);
        }
        catch (BadHttpRequestException e)
        {
            await new Refusal(e.StatusCode, "BadRequestError", e.Message).WriteAsync(context);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            // A fault of the sandbox itself still looks like Lever to the caller, and is loud in its log.
            LogBroken(e, context.Request.Method, context.Request.Path);
            await Refusal.InternalError().WriteAsync(context);
        }
    }

    private static Refusal Unroutable(HttpContext context) =>
        context.Response.StatusCode == StatusCodes.Status415UnsupportedMediaType
            ? Refusal.BadRequest("The body must be application/json")
            : Refusal.UnknownPath(context.Request.Path);

    [LoggerMessage(LogLevel.Error, "The sandbox failed at {Method} {Path}")]
    private partial void LogBroken(Exception exception, string method, PathString path);
}
