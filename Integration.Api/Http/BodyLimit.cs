using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Integration.Api.Http;

/// <summary>
/// How large a route's body may be, and how long it may take to arrive: the limit of the route's metadata, else <see cref="Usual"/>. It is exact,
/// while the server's own counts the framing of chunks along.
/// </summary>
/// <param name="Most">In bytes; more is 413 <c>too-large</c>, at once when it is announced.</param>
/// <param name="Within">Longer is 408 <c>too-slow</c>.</param>
/// <param name="IsCounted">Counted with all other bodies that are arriving; false where the route itself says how many it takes at a time.</param>
internal sealed record BodyLimit(int Most, TimeSpan Within, bool IsCounted = true)
{
    public static readonly BodyLimit Usual = new(1024 * 1024, TimeSpan.FromSeconds(30));
}

/// <summary>Holds the body of each request against the limit of its route, and all that arrive at a time against one for the process.</summary>
internal sealed class BodyLimits(RequestDelegate next, TimeProvider clock)
{
    /// <summary>So many bytes of bodies are held at a time, before any of them was understood. Two of the largest batches fit.</summary>
    public const int MostAtOnce = 64 * 1024 * 1024;

    private long _held;

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            await next(context);
            return;
        }

        var limit = context.GetEndpoint()?.Metadata.GetMetadata<BodyLimit>() ?? BodyLimit.Usual;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server) server.MaxRequestBodySize = null;

        await using var body = new Limited(this, context.Request, limit, clock);
        context.Request.Body = body;
        await next(context);
    }

    private bool TryHold(int bytes)
    {
        if (Interlocked.Add(ref _held, bytes) <= MostAtOnce) return true;

        Interlocked.Add(ref _held, -bytes);
        return false;
    }

    /// <summary>The body as it arrives. Nothing of it is read before somebody asks, so that who may call comes first.</summary>
    private sealed class Limited(BodyLimits all, HttpRequest request, BodyLimit limit, TimeProvider clock) : Stream
    {
        private readonly PipeReader _reader = request.BodyReader;
        private CancellationTokenSource? _patience;
        private int _read;
        private int _held;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (request.ContentLength > limit.Most) throw TooLarge();

            _patience ??= Patience();
            var read = await ReadInTimeAsync(buffer, cancellationToken);
            // It is all there: what is done with it takes its own time.
            if (read == 0 && buffer.Length > 0) _patience.Dispose();
            if (read > limit.Most - _read) throw TooLarge();
            if (limit.IsCounted && !all.TryHold(read))
                throw new BadHttpRequestException("Too much is being sent at this moment.", StatusCodes.Status503ServiceUnavailable);

            _read += read;
            if (limit.IsCounted) _held += read;
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        protected override void Dispose(bool disposing)
        {
            Interlocked.Add(ref all._held, -_held);
            _patience?.Dispose();
            base.Dispose(disposing);
        }

        /// <summary>Ends the read by its reader: a token would leave it half done, and the server complaining about it.</summary>
        private CancellationTokenSource Patience()
        {
            var patience = new CancellationTokenSource(limit.Within, clock);
            patience.Token.Register(_reader.CancelPendingRead);
            return patience;
        }

        private async Task<int> ReadInTimeAsync(Memory<byte> buffer, CancellationToken ct)
        {
            var arrived = await _reader.ReadAsync(ct);
            if (arrived.IsCanceled)
            {
                _reader.AdvanceTo(arrived.Buffer.Start);
                throw new BadHttpRequestException("The body did not arrive in time.", StatusCodes.Status408RequestTimeout);
            }

            var read = (int)Math.Min(arrived.Buffer.Length, buffer.Length);
            var taken = arrived.Buffer.Slice(0, read);
            taken.CopyTo(buffer.Span);
            _reader.AdvanceTo(taken.End);
            return read;
        }

        private static BadHttpRequestException TooLarge() => new("The body is too large.", StatusCodes.Status413PayloadTooLarge);
    }
}
