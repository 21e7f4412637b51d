using System.Diagnostics;
using System.Globalization;

namespace Integration.Benchmarks.Proofs;

/// <summary>A moment of the export protocol at which the process that comes there for the n-th time ends, or is suspended.</summary>
/// <param name="Step">A span of the product's own traces, or <c>answer</c> and <c>note-answer</c>: Lever's answer to a creation or a note is there.</param>
/// <param name="IsEnd">At its end instead of its beginning.</param>
/// <param name="Suspends">Stopped as by SIGSTOP instead of killed as by SIGKILL.</param>
internal sealed record CrashPoint(string Step, bool IsEnd, int Times, bool Suspends = false)
{
    public const string Answer = "answer";
    public const string NoteAnswer = "note-answer";

    private const string Source = "Integration.Api.Exports";

    private int _left = Times;

    public static CrashPoint Parse(string text) => text.Split('/') is [var step, var moment, var times, var how]
        ? new(step, moment == "end", int.Parse(times, CultureInfo.InvariantCulture), how == "suspends")
        : throw new FormatException($"'{text}' is no moment of the protocol.");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Step}/{(IsEnd ? "end" : "start")}/{Times}/{(Suspends ? "suspends" : "dies")}");

    public ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = span => Reach(span.OperationName, isEnd: false),
            ActivityStopped = span => Reach(span.OperationName, isEnd: true),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    /// <summary>Does not return from the last of the times.</summary>
    public void Reach(string step, bool isEnd)
    {
        if (step != Step || isEnd != IsEnd || Interlocked.Decrement(ref _left) != 0) return;

        if (!Suspends) Process.GetCurrentProcess().Kill();
        using var stop = Process.Start("kill", ["-STOP", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]);
        stop.WaitForExit();
    }
}

/// <summary>Tells when Lever's answer to a creation or a note has come, and nothing was made of it yet.</summary>
internal sealed class CrashHandler(CrashPoint point) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (request.Method == HttpMethod.Post && response.IsSuccessStatusCode)
            point.Reach(request.RequestUri!.AbsolutePath.EndsWith("/notes", StringComparison.Ordinal) ? CrashPoint.NoteAnswer : CrashPoint.Answer, isEnd: true);
        return response;
    }
}

/// <summary>Answers each look for an opportunity that Lever has none.</summary>
internal sealed class BlindHandler : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.Method == HttpMethod.Get && request.RequestUri!.Query.Contains("created_at_start", StringComparison.Ordinal)
            ? Task.FromResult(new HttpResponseMessage { Content = new StringContent("""{"data":[],"hasNext":false}""") })
            : base.SendAsync(request, cancellationToken);
}
