using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace Integration.Ui;

/// <summary>How the pages reach Integration.Api.</summary>
internal static class IntegrationApiServices
{
    private static readonly Uri Address = new("https+http://api");

    public static void AddIntegrationApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<PublicUrls>()
            .BindConfiguration(PublicUrls.Section)
            .Validate(urls => urls.Ui is { IsAbsoluteUri: true }, "Set PublicUrls__Ui to the address of these pages, such as http://localhost:5080.")
            .ValidateOnStart();
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddHttpClient<IntegrationApi>(http => http.BaseAddress = Address).WithoutCookieJar();
        builder.Services.AddHttpClient(nameof(IsApiThere), http => http.BaseAddress = Address).WithoutCookieJar();
        builder.Services.AddHealthChecks().AddCheck<IsApiThere>("api", timeout: TimeSpan.FromSeconds(3));

        // A person waits for the answer: two quick repeats of a read, then the page says that the API is away.
        builder.Services.ConfigureAll<HttpStandardResilienceOptions>(options =>
        {
            options.Retry.MaxRetryAttempts = 2;
            options.Retry.Delay = TimeSpan.FromMilliseconds(100);
        });
        // Each attempt would be told with its whole stack; that the API is away is told once, by whoever asked.
        builder.Logging.AddFilter("Polly", LogLevel.None);
    }

    /// <summary>The client's handler is shared by everybody: a cookie that it kept would sign one person in as another.</summary>
    private static void WithoutCookieJar(this IHttpClientBuilder client) =>
        client.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    /// <summary>These pages can do nothing without the API.</summary>
    private sealed class IsApiThere(IHttpClientFactory clients) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                using var http = clients.CreateClient(nameof(IsApiThere));
                using var response = await http.GetAsync(new Uri("health", UriKind.Relative), cancellationToken);
                return response.IsSuccessStatusCode
                    ? HealthCheckResult.Healthy()
                    : HealthCheckResult.Unhealthy($"Integration.Api answers {(int)response.StatusCode}.");
            }
            catch (Exception e) when (e is HttpRequestException or ExecutionRejectedException)
            {
                return HealthCheckResult.Unhealthy("Integration.Api does not answer.");
            }
        }
    }
}
