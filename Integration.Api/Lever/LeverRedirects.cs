using System.Net;

namespace Integration.Api.Lever;

/// <summary>
/// Follows Lever's redirects to another data centre, where European customers are. They keep their method, body and authorization, which
/// the framework would drop, and lead only where Lever is: a token or the app's secret goes with them.
/// </summary>
internal sealed class LeverRedirects : DelegatingHandler
{
    private const int Most = 3;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var home = request.RequestUri!;
        for (var redirects = 0; ; redirects++)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
                || response.Headers.Location is not { } location
                || redirects == Most || !IsLever(new Uri(request.RequestUri!, location), home))
            {
                return response;
            }

            response.Dispose();
            request.RequestUri = new Uri(request.RequestUri!, location);
        }
    }

    private static bool IsLever(Uri target, Uri home) =>
        (target.Scheme == Uri.UriSchemeHttps && target.Host.EndsWith(".lever.co", StringComparison.OrdinalIgnoreCase))
        || (target.Scheme == home.Scheme && target.Host == home.Host);
}
