using System.Globalization;
using Lever.Sandbox.Control;
using Lever.Sandbox.Organisations;

namespace Lever.Sandbox.Api;

/// <summary>
/// Does the work of a call, or fails as ordered, and counts it either way: before the answer is on its way or the connection is cut, since
/// who then asks the ledger must find it there.
/// </summary>
internal static class CallSteps
{
    private const string Cut = "cut";

    public static async Task RunAsync(HttpContext context, Organisation organisation, string template, Func<Task> work)
    {
        var method = context.Request.Method;
        if (organisation.Faults.Take(method, context.Request.Path, template) is not { } fault)
        {
            var isCounted = false;
            context.Response.OnStarting(CountAsync);
            await work();
            await CountAsync();
            return;

            Task CountAsync()
            {
                if (!isCounted) organisation.Calls.Add(method, template, Status(context));
                isCounted = true;
                return Task.CompletedTask;
            }
        }

        await FailAsync(context, fault, work, answer => organisation.Calls.Add(method, template, answer));
    }

    private static async Task FailAsync(HttpContext context, Fault fault, Func<Task> work, Action<string> count)
    {
        // A caller who gives up during the delay has sent all of the request: the work must still be done.
        if (fault.DelayMs > 0) await ReadBodyAsync(context.Request);
        if (!fault.After) await Task.Delay(fault.DelayMs);

        var worksFirst = fault.After || fault.Kind is Faults.CutAfter or Faults.Delay;
        if (!worksFirst)
        {
            await BreakAsync(context, fault, count);
            return;
        }

        var connection = context.Response.Body;
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        await work();
        context.Response.Body = connection;

        if (fault.After) await Task.Delay(fault.DelayMs);
        if (fault.Kind is not Faults.Delay)
        {
            await BreakAsync(context, fault, count);
            return;
        }

        count(Status(context));
        answer.Position = 0;
        await answer.CopyToAsync(connection);
    }

    private static async Task BreakAsync(HttpContext context, Fault fault, Action<string> count)
    {
        var refusal = fault.Kind switch
        {
            "400" => Refusal.BadRequest("The call was refused on request"),
            "403" => Refusal.Forbidden("The call was forbidden on request"),
            "429" => Refusal.TooManyRequests(10),
            "500" => Refusal.InternalError(),
            "503" => Refusal.Unavailable(),
            _ => null,
        };
        if (refusal is null)
        {
            count(Cut);
            context.Abort();
            return;
        }

        count(fault.Kind);
        await refusal.WriteAsync(context);
    }

    private static async Task ReadBodyAsync(HttpRequest request)
    {
        request.EnableBuffering();
        await request.Body.CopyToAsync(Stream.Null);
        request.Body.Position = 0;
    }

    private static string Status(HttpContext context) => context.Response.StatusCode.ToString(CultureInfo.InvariantCulture);
}
