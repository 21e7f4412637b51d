using Microsoft.AspNetCore.Http.HttpResults;

namespace Integration.Api.Http;

/// <summary>An RFC 9457 problem with the stable <c>code</c> that callers branch on.</summary>
internal static class Problem
{
    /// <summary>The member of every problem that names it: kebab-case, never translated, never reused.</summary>
    public const string Code = "code";

    /// <param name="detail">For a person: what is wrong and what can be done; null where nobody can act on it.</param>
    public static ProblemHttpResult Of(int status, string code, string? detail = null) =>
        TypedResults.Problem(detail, statusCode: status, extensions: [new(Code, code)]);

    public static ProblemHttpResult Validation(string detail) => Of(StatusCodes.Status400BadRequest, "validation", detail);

    /// <summary>The code of an e-mail address that is none.</summary>
    public const string EmailNotValidCode = "email-not-valid";

    /// <param name="field">Which one it is, such as <c>emails[1]</c>: answers are logged, and the address is somebody's.</param>
    public static string EmailNotValidDetail(string field) => $"The field {field} is not an e-mail address that Lever takes: correct it or leave it out.";

    public static ProblemHttpResult EmailNotValid(string field) => Of(StatusCodes.Status400BadRequest, EmailNotValidCode, EmailNotValidDetail(field));

    public static ProblemHttpResult NotFound(string? detail = null) => Of(StatusCodes.Status404NotFound, "not-found", detail);

    public static ProblemHttpResult Conflict(string code, string detail) => Of(StatusCodes.Status409Conflict, code, detail);

    public static ProblemHttpResult Unprocessable(string code, string detail) =>
        Of(StatusCodes.Status422UnprocessableEntity, code, detail);

    /// <summary>Gives a code to the problems that the framework writes itself.</summary>
    public static void AddCode(ProblemDetailsContext context) =>
        context.ProblemDetails.Extensions.TryAdd(Code, CodeOf(context.ProblemDetails.Status));

    public static string CodeOf(int? status) => status switch
    {
        StatusCodes.Status400BadRequest => "validation",
        StatusCodes.Status401Unauthorized => "unauthenticated",
        StatusCodes.Status403Forbidden => "forbidden",
        StatusCodes.Status404NotFound => "not-found",
        StatusCodes.Status405MethodNotAllowed => "method-not-allowed",
        StatusCodes.Status408RequestTimeout => "too-slow",
        StatusCodes.Status413PayloadTooLarge => "too-large",
        StatusCodes.Status415UnsupportedMediaType => "unsupported-media-type",
        StatusCodes.Status502BadGateway => "lever-failed",
        StatusCodes.Status503ServiceUnavailable => "unavailable",
        _ => "unexpected",
    };

    /// <summary>What can be done about an answer of the framework's own; null where nothing is to be said.</summary>
    public static string? DetailOf(int status) => status switch
    {
        StatusCodes.Status408RequestTimeout => "The body did not arrive in time. Send it again, faster or in smaller parts.",
        StatusCodes.Status415UnsupportedMediaType => "Send the body as application/json.",
        StatusCodes.Status503ServiceUnavailable => "Too much is being sent at this moment. Send it again.",
        _ => null,
    };
}
