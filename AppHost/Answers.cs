using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AppHost;

/// <summary>
/// Whether a service's <c>/health</c> answers 200. Aspire asks again after a second, then two, then three, so that a service which was just not
/// ready would be waited for that much longer: here the question stays open until the service has answered once.
/// </summary>
internal sealed class Answers(EndpointReference http) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };

    private bool _hasAnswered;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var result = await AskAsync(cancellationToken);
            _hasAnswered |= result.Status is HealthStatus.Healthy;
            if (_hasAnswered || TimeProvider.System.GetElapsedTime(since) > Patience) return result;

            await Task.Delay(Pause, cancellationToken);
        }
    }

    private async Task<HealthCheckResult> AskAsync(CancellationToken ct)
    {
        try
        {
            using var answer = await Client.GetAsync(new Uri($"{http.Url}/health"), ct);
            return answer.IsSuccessStatusCode ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"/health answers {(int)answer.StatusCode}.");
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !ct.IsCancellationRequested))
        {
            return HealthCheckResult.Unhealthy("/health does not answer.");
        }
    }
}
