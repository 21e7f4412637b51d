using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Integration.Tests.Stack;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Integration.Tests.Webhooks;

/// <summary>The key in the address of an account's webhooks is for Lever and the account's admins.</summary>
public sealed class EndpointKeyTests(StackFixture stack)
{
    [Fact]
    public async Task A_trace_tells_the_route_and_never_the_key_of_the_endpoint()
    {
        using var told = new Told();
        await using var api = await LoneApi.StartAsync(stack, new Dictionary<string, string>(), services =>
            services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(new SimpleActivityExportProcessor(told))));
        var webhooks = await (await api.SendAsync(HttpMethod.Put, "connection/webhooks", new { candidateHired = "signature-token" })).JsonAsync();
        var endpoint = new Uri(webhooks.Text("endpointUrl"));
        var key = endpoint.Segments[^1];

        var delivered = await api.Platform.DeliverAsync(endpoint, new Delivery("candidateHired", "signature-token", new { opportunityId = "unknown" }));
        var refused = await api.Platform.DeliverAsync(endpoint, "no JSON");
        var unknown = await api.Platform.DeliverAsync(new($"{endpoint}/more"), "{}");
        await api.SqlAsync("DROP TABLE webhook_tokens");
        var broken = await api.Platform.DeliverAsync(endpoint, new Delivery("candidateHired", "signature-token"));

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.NotFound, HttpStatusCode.ServiceUnavailable],
            ((HttpResponseMessage[])[delivered, refused, unknown, broken]).Select(answer => answer.StatusCode));
        await EventuallyAsync.TrueAsync(
            () => Task.FromResult(told.Servers.Count(tags => tags.Contains("url.path=/webhooks/lever/{endpointKey}", StringComparison.Ordinal)) >= 3), "the deliveries are told");
        Assert.DoesNotContain(told.Servers, tags => tags.Contains(key, StringComparison.Ordinal));
    }

    /// <summary>What was told of calls that a service answered; that of the tests, which call, is their own.</summary>
    private sealed class Told : BaseExporter<Activity>
    {
        public ConcurrentQueue<string> Servers { get; } = new();

        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (var activity in batch)
            {
                if (activity.Kind == ActivityKind.Server)
                    Servers.Enqueue($"{activity.DisplayName} {string.Join(' ', activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))}");
            }

            return ExportResult.Success;
        }
    }
}
