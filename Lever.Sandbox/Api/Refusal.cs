namespace Lever.Sandbox.Api;

/// <summary>Lever says no, as <c>{code, message}</c>; thrown from wherever the rule is, answered in one place.</summary>
internal sealed class Refusal(int status, string code, string message) : Exception(message)
{
    public int Status => status;

    public string Code => code;

    public static Refusal BadRequest(string message) => new(StatusCodes.Status400BadRequest, "BadRequestError", message);

    public static Refusal Unauthorized() =>
        new(StatusCodes.Status401Unauthorized, "UnauthorizedError", "The request requires authentication.");

    public static Refusal Forbidden(string message) => new(StatusCodes.Status403Forbidden, "ForbiddenError", message);

    /// <summary>The words are Lever's: "stages &lt;id&gt; was not found".</summary>
    public static Refusal NotFound(string collection, string id) =>
        new(StatusCodes.Status404NotFound, "ResourceNotFound", $"{collection} {id} was not found");

    public static Refusal UnknownPath(string path) =>
        new(StatusCodes.Status404NotFound, "ResourceNotFound", $"{path} does not exist");

    /// <summary>The body of Lever's 429 was never recorded: *assumed*. There is no Retry-After (documented).</summary>
    public static Refusal TooManyRequests(double perSecond) => new(
        StatusCodes.Status429TooManyRequests, "TooManyRequestsError", $"You have exceeded your request rate of {perSecond} r/s.");

    public static Refusal InternalError() =>
        new(StatusCodes.Status500InternalServerError, "InternalServerError", "An internal error occurred.");

    public static Refusal Unavailable() =>
        new(StatusCodes.Status503ServiceUnavailable, "ServiceUnavailableError", "Lever is down for maintenance.");

    public Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { code, message = Message }, LeverJson.Options);
    }
}
