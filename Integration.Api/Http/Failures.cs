using Integration.Api.Lever;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace Integration.Api.Http;

/// <summary>Answers for what failed outside: everything else is a bug, and a 500 that says no more than that.</summary>
internal sealed class Failures(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        (int Status, string Code, string? Detail)? answer = exception switch
        {
            NotAuthorizedException => (
                StatusCodes.Status409Conflict, "not-authorized", "The account is not authorized in Lever. An admin can authorize it."),
            LeverException { IsTransient: true } => (
                StatusCodes.Status503ServiceUnavailable, "lever-unavailable", "Lever does not answer at this moment. Try again."),
            LeverException => (StatusCodes.Status502BadGateway, "lever-failed", "Lever refused what we asked it for."),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => (
                StatusCodes.Status413PayloadTooLarge, "too-large", "The body is larger than is taken here."),
            // The message of unreadable JSON would repeat what was sent.
            BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } bad => (
                StatusCodes.Status400BadRequest, "validation",
                bad.InnerException is null && !bad.Message.Contains("body", StringComparison.OrdinalIgnoreCase) ? bad.Message : "The body is not JSON of the shape that is expected here."),
            BadHttpRequestException bad => (bad.StatusCode, Problem.CodeOf(bad.StatusCode), Problem.DetailOf(bad.StatusCode)),
            _ when IsDatabaseAway(exception) => (
                StatusCodes.Status503ServiceUnavailable, "unavailable", "The service cannot reach its database at this moment. Try again."),
            _ => null,
        };
        if (answer is not { } known) return false;

        httpContext.Response.StatusCode = known.Status;
        return await problems.TryWriteAsync(new()
        {
            HttpContext = httpContext,
            ProblemDetails = { Status = known.Status, Detail = known.Detail, Extensions = { [Problem.Code] = known.Code } },
        });
    }

    /// <summary>Entity Framework wraps what the driver throws, in one way or another.</summary>
    public static bool IsDatabaseAway(Exception? e) => e is not null && (e is NpgsqlException { IsTransient: true } || IsDatabaseAway(e.InnerException));
}
