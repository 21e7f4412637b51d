using System.Net;
using Microsoft.Extensions.Options;

namespace Integration.Api.Lever;

/// <summary>
/// Follows Lever's redirects to another data centre, where European customers are. They keep their method, body and authorization, which
/// the framework would drop, and lead only where Lever is: a token or the app's secret goes with them. That is, to the very servers that are
/// configured, ports included, and to Lever's own by HTTPS at its usual port.
/// </summary>
internal sealed class LeverRedirects(IOptions<LeverOptions> options) : DelegatingHandler
{
    private const int Most = 3;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
                || response.Headers.Location is not { } location
                || redirects == Most || !IsLever(new Uri(request.RequestUri!, location)))
            {
                return response;
            }

            response.Dispose();
            request.RequestUri = new Uri(request.RequestUri!, location);
        }
    }

    private bool IsLever(Uri target) =>
        (target is { Scheme: "https", IsDefaultPort: true } && target.Host.EndsWith(".lever.co", StringComparison.OrdinalIgnoreCase))
        || IsAt(target, options.Value.ApiUrl) || IsAt(target, options.Value.AuthUrl);

    private static bool IsAt(Uri target, Uri configured) =>
        Uri.Compare(target, configured, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;
}
