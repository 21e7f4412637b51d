using System.Net;
using System.Net.Http.Json;
using Integration.Tests.Stack;
using Microsoft.Extensions.DependencyInjection;

namespace Integration.Tests.Exports;

/// <summary>The stage New Lead, in a Lever whose stages are others.</summary>
public sealed class NewLeadTests(StackFixture stack)
{
    [Theory]
    [InlineData(HttpStatusCode.OK, "New Lead", "offer")]
    [InlineData(HttpStatusCode.OK, "Something else", "lead-new")]
    [InlineData(HttpStatusCode.Forbidden, "", "lead-new")]
    public async Task It_is_found_among_Levers_stages_and_is_lead_new_where_it_is_not(HttpStatusCode answer, string text, string expected)
    {
        await using var api = await LoneApi.StartAsync(
            stack, new Dictionary<string, string>(),
            services => services.AddHttpClient("LeverClient").AddHttpMessageHandler(() => new Stages(answer, text)), works: true);
        await api.PushAsync([new { id = "c-1", name = "Ada", stage = "contacted" }]);

        await api.SendAsync(HttpMethod.Post, "exports", new { candidateIds = new[] { "c-1" } });

        var held = await EventuallyAsync.GetAsync(
            async () => (await api.Lever.LedgerAsync()).Opportunities.FirstOrDefault(one => one.Sources.Contains("headhuntr.io")), one => one is not null, "it is in Lever");
        Assert.Equal(expected, held!.Stage);
    }

    /// <summary>Answers the list of stages with one only: Lever's own Offer under another name.</summary>
    private sealed class Stages(HttpStatusCode answer, string text) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.RequestUri!.AbsolutePath.EndsWith("/stages", StringComparison.Ordinal)
                ? Task.FromResult(new HttpResponseMessage(answer) { Content = JsonContent.Create(new { data = new[] { new { id = "offer", text } }, hasNext = false }) })
                : base.SendAsync(request, cancellationToken);
    }
}
