using System.Net;

namespace Integration.Api.Lever;

/// <summary>A call to Lever that did not succeed.</summary>
/// <param name="status">Lever's answer; null when there was none: a time-out, or a connection that broke.</param>
/// <param name="code">The code in Lever's answer. Only the authorization server's are documented.</param>
internal sealed class LeverException(HttpStatusCode? status, string message, string? code = null, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>What the authorization server answers when a grant is expired, revoked or replayed (with 403, not 400).</summary>
    public const string InvalidGrant = "invalid_grant";

    private const HttpStatusCode TooEarly = (HttpStatusCode)425;

    public HttpStatusCode? Status { get; } = status;

    public string? Code { get; } = code;

    /// <summary>True when the next page of a list cannot be found any more: Lever has no code for it.</summary>
    public bool IsStaleOffset => Status == HttpStatusCode.BadRequest && Message.Contains("Invalid offset token", StringComparison.OrdinalIgnoreCase);

    /// <summary>True when the call never began: no token was to be had for it, or its time was over.</summary>
    public bool IsUnsent { get; init; }

    /// <summary>True when the same call may succeed later, without anybody changing anything.</summary>
    public bool IsTransient => IsUnsent || IsUncertain || Status is HttpStatusCode.TooManyRequests or HttpStatusCode.Locked or TooEarly;

    /// <summary>True when the call may have been carried out although it did not succeed. A refusal was not.</summary>
    public bool IsUncertain => !IsUnsent && Status is null or HttpStatusCode.RequestTimeout or HttpStatusCode.SeeOther or >= HttpStatusCode.InternalServerError;
}

/// <summary>The account has no authorization in Lever at this moment: it was never given, was revoked, or was ended here.</summary>
internal sealed class NotAuthorizedException(string accountId) : Exception("The account is not authorized in Lever.")
{
    public string AccountId { get; } = accountId;
}
