using System.Net;
using Integration.Api.Lever;

namespace Integration.Tests.Lever;

/// <summary>A call whose time passes while it is being written.</summary>
public sealed class TimelyContentTests
{
    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public async Task A_body_whose_time_passes_while_it_is_written_is_not_completed(int late, bool isSent)
    {
        var clock = new Clock();
        using var body = new TimelyContent(new Slow(() => clock.Now = late), notAfter: 10, clock);

        var sending = body.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);

        if (isSent) await sending;
        else Assert.True((await Assert.ThrowsAsync<LeverException>(() => sending)).IsUnsent);
    }

    private sealed class Clock : TimeProvider
    {
        public long Now { get; set; }

        public override long GetTimestamp() => Now;
    }

    /// <summary>A process that is suspended in the middle of it.</summary>
    private sealed class Slow(Action pass) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            pass();
            return Task.CompletedTask;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
