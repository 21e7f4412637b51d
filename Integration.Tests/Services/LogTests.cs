using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Integration.Tests.Stack;
using Integration.Tests.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Integration.Tests.Services;

/// <summary>Neither a secret nor anything about a person is in a log, a trace or an error, however much of our own is logged. The framework's is as loud as the services let it be.</summary>
public sealed class LogTests(StackFixture stack)
{
    /// <summary>Every secret word and everything personal of this test holds it.</summary>
    private readonly string _mark = $"mark{Guid.NewGuid():N}";

    private readonly ConcurrentQueue<string> _said = new();

    [Fact]
    public async Task A_whole_day_of_work_says_nothing_of_secrets_and_people()
    {
        using var listener = ListenToTraces();
        await using var api = await LoneApi.StartAsync(
            stack,
            new Dictionary<string, string> { ["Platform:ApiKey"] = $"{StackFixture.PlatformKey},{_mark}-key" },
            services => services.AddLogging(logging => logging
                .AddFilter<HeardLines>("Integration", LogLevel.Trace).AddFilter<HeardLines>("ServiceDefaults", LogLevel.Trace).AddProvider(new HeardLines(_said))),
            works: true);

        await PushAsync(api);
        await ExportAsync(api);
        await ReceiveWebhooksAsync(api);
        await SignInAsync(api);
        await SendNonsenseAsync(api);

        Assert.Contains(_said, line => line.Contains("is opportunity", StringComparison.Ordinal));
        Assert.Contains(_said, line => line.Contains("Lever refused item", StringComparison.Ordinal));
        Assert.Contains(_said, line => line.Contains("is not signed with a token", StringComparison.Ordinal));
        Assert.Contains(_said, line => line.StartsWith("span: send", StringComparison.Ordinal));
        Assert.DoesNotContain(_said, line => line.Contains(_mark, StringComparison.OrdinalIgnoreCase) || line.Contains(StackFixture.PlatformKey, StringComparison.Ordinal));
    }

    private async Task PushAsync(LoneApi api)
    {
        await api.PushAsync(Enumerable.Range(1, 3).Select(number => new
        {
            id = $"c-{number}",
            name = $"{_mark} {number}",
            stage = "contacted",
            headline = _mark,
            location = _mark,
            emails = new[] { $"{_mark}-{number}@people.example" },
            phones = new[] { new { type = "mobile", value = $"+49 {_mark}" } },
            links = new[] { $"https://people.example/{_mark}" },
            tags = new[] { _mark },
            // Of the last one only, which meets no other's fault.
            notes = number == 3 ? new[] { new { text = _mark, author = _mark } } : [],
            profileUrl = $"https://people.example/{_mark}",
        }));
        using var resume = new ByteArrayContent("pdf"u8.ToArray());
        resume.Headers.ContentType = new("application/pdf");
        resume.Headers.ContentDisposition = new("attachment") { FileNameStar = $"{_mark}.pdf" };
        await api.Platform.PutAsync($"/platform/accounts/{LoneApi.Account}/candidates/c-1/resume", resume);
    }

    /// <summary>One goes, one is refused, one gets no answer and is found again.</summary>
    private async Task ExportAsync(LoneApi api)
    {
        await api.SendAsync(HttpMethod.Put, "user-mappings/ada", new { leverEmail = $"{_mark}@nobody.example" });
        await api.SendAsync(HttpMethod.Get, $"candidates?search={_mark}");
        foreach (var (candidate, fault) in ((string, string?)[])[("c-1", null), ("c-2", "400"), ("c-3", "cut-after")])
        {
            if (fault is not null) await api.Lever.FailAsync("POST", "/v1/opportunities", fault);
            var export = await (await api.SendAsync(HttpMethod.Post, "exports", new { candidateIds = new[] { candidate } })).JsonAsync(System.Net.HttpStatusCode.Accepted);
            await EventuallyAsync.TrueAsync(
                async () => (await (await api.SendAsync(HttpMethod.Get, $"exports/{export.Text("id")}")).JsonAsync()).Text("status") == "completed", "the export is completed");
        }

        await api.SendAsync(HttpMethod.Post, "exports/preview", new { candidateIds = new[] { "c-2" } });
    }

    private async Task ReceiveWebhooksAsync(LoneApi api)
    {
        var webhooks = await (await api.SendAsync(HttpMethod.Put, "connection/webhooks", new { candidateHired = $"{_mark}-token" })).JsonAsync();
        var endpoint = new Uri(webhooks.Text("endpointUrl"));
        var data = new { opportunityId = Guid.NewGuid(), name = _mark };
        await api.Platform.DeliverAsync(endpoint, new Delivery("candidateHired", $"{_mark}-token", data));
        await api.Platform.DeliverAsync(endpoint, new Delivery("candidateHired", $"{_mark}-other", data) { Token = _mark });
        await api.Platform.DeliverAsync(endpoint, $"{{\"event\":\"{_mark}");
    }

    private async Task SignInAsync(LoneApi api)
    {
        await api.Platform.PostAsJsonAsync($"/platform/accounts/{LoneApi.Account}/sessions", new { memberId = "ada", returnTo = $"/candidates?search={_mark}" });
        await api.Platform.PostAsJsonAsync("/sign-in", new { token = _mark });
        await api.SendAsync(HttpMethod.Post, "connection/authorize", new { });
        await api.Platform.GetAsync($"/oauth/lever/callback?state={_mark}&code={_mark}");
    }

    private async Task SendNonsenseAsync(LoneApi api)
    {
        using var wrongKey = new HttpRequestMessage(HttpMethod.Get, $"/platform/accounts/{LoneApi.Account}/events");
        wrongKey.Headers.Authorization = new AuthenticationHeaderValue("Bearer", $"{_mark}-wrong");
        var answers = new List<HttpResponseMessage>
        {
            await api.Platform.SendAsync(wrongKey),
            await api.Platform.PutAsJsonAsync($"/platform/accounts/{LoneApi.Account}/candidates/c-9", new { name = new[] { _mark }, emails = _mark }),
            await api.Platform.PostAsJsonAsync($"/platform/accounts/{LoneApi.Account}/candidates", new[] { new { id = "c-9", name = "A", stage = "b", phones = _mark } }),
            await api.SendAsync(HttpMethod.Put, "user-mappings/ada", new { leverEmail = _mark }),
            await api.SendAsync(HttpMethod.Put, "connection/webhooks", new { candidateHired = $"{_mark} \u0001" }),
        };
        // Told to who sent it, and to nobody else: which address it is.
        await api.Platform.PutAsJsonAsync($"/platform/accounts/{LoneApi.Account}/candidates/c-9", new { name = "A", stage = "b", emails = new[] { _mark } });
        foreach (var answer in answers) _said.Enqueue($"answer: {await answer.Content.ReadAsStringAsync()}");
    }

    private ActivityListener ListenToTraces()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => _said.Enqueue(
                $"span: {span.DisplayName} {span.StatusDescription} {string.Join(' ', span.TagObjects)} {string.Join(' ', span.Events.SelectMany(told => told.Tags))}"),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
