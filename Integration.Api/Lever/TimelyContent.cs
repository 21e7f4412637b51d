using System.Net;

namespace Integration.Api.Lever;

/// <summary>
/// A body whose last bytes are not sent when it is too late: a call that was let begin may still wait for a connection, and the process be
/// suspended meanwhile. Lever carries out nothing whose body is not complete.
/// </summary>
internal sealed class TimelyContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly long _notAfter;
    private readonly TimeProvider _clock;

    /// <param name="notAfter">A timestamp of the clock.</param>
    public TimelyContent(HttpContent inner, long notAfter, TimeProvider clock)
    {
        (_inner, _notAfter, _clock) = (inner, notAfter, clock);
        foreach (var (name, values) in inner.Headers) Headers.TryAddWithoutValidation(name, values);
    }

    /// <exception cref="LeverException">It is too late, and the call has not begun.</exception>
    public static void ThrowIfLate(long notAfter, TimeProvider clock)
    {
        if (clock.GetTimestamp() >= notAfter) throw new LeverException(null, "It is too late to begin this call.") { IsUnsent = true };
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await _inner.CopyToAsync(stream, context, cancellationToken);
        ThrowIfLate(_notAfter, _clock);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _inner.Headers.ContentLength ?? -1;
        return length >= 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _inner.Dispose();
        base.Dispose(disposing);
    }
}
