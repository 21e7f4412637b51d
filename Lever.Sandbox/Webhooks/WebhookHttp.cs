using System.Diagnostics;
using System.Text;
using Lever.Sandbox.State;

namespace Lever.Sandbox.Webhooks;

/// <summary>One request to a webhook's address, as Lever makes it; it never throws for what the other side does.</summary>
internal sealed class WebhookHttp(TimeProvider clock) : IDisposable
{
    private const int KeptAnswer = 1_000;

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "User-Agent", "Lever-Webhooks" } },
    };

    public async Task<DeliveryTry> PostAsync(string url, string body, int timeoutMs, CancellationToken ct)
    {
        var at = clock.Milliseconds();
        var time = Stopwatch.StartNew();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(timeoutMs);

        try
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            content.Headers.ContentType = new("application/json");
            using var response = await _http.PostAsync(url, content, deadline.Token);
            var answer = await response.Content.ReadAsStringAsync(deadline.Token);
            return new(at, (int)response.StatusCode, Shortened(answer), time.ElapsedMilliseconds);
        }
        catch (Exception e) when (e is HttpRequestException or InvalidOperationException)
        {
            return new(at, null, Shortened(e.Message), time.ElapsedMilliseconds);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(at, null, $"No answer within {timeoutMs} ms", time.ElapsedMilliseconds);
        }
    }

    public void Dispose() => _http.Dispose();

    private static string Shortened(string text) => text.Length > KeptAnswer ? text[..KeptAnswer] : text;
}
