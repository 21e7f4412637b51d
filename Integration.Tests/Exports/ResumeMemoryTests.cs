using System.Net;
using Integration.Api.Lever;
using Integration.Tests.Stack;
using Microsoft.Extensions.DependencyInjection;

namespace Integration.Tests.Exports;

/// <summary>Résumés of many exports at once must not fill the memory of the process.</summary>
public sealed class ResumeMemoryTests(StackFixture stack)
{
    [Fact]
    public async Task Resumes_that_do_not_fit_into_the_memory_together_go_one_after_the_other()
    {
        var calls = new Calls();
        await using var api = await LoneApi.StartAsync(
            stack, new Dictionary<string, string> { ["Exports:ResumeMemory"] = "1" },
            services => services.AddHttpClient<LeverClient>().AddHttpMessageHandler(() => new Counting(calls)), works: true);
        string[] candidates = ["c-1", "c-2", "c-3", "larger-than-all"];
        await api.PushAsync(candidates.Select(id => new { id, name = $"Person {id}", stage = "contacted" }));
        foreach (var id in candidates)
        {
            await TestAccount.PutResumeAsync(
                api.Platform, $"/platform/accounts/{LoneApi.Account}/candidates/{id}", "cv.pdf", new byte[id == "larger-than-all" ? 2_000_000 : 700_000]);
        }

        // Each of them takes a moment, so that calls which may overlap do.
        await api.Lever.FailAsync("POST", "/v1/opportunities", "delay", times: 4, delayMs: 200);

        var export = await (await api.SendAsync(HttpMethod.Post, "exports", new { candidateIds = candidates })).JsonAsync(HttpStatusCode.Accepted);
        await EventuallyAsync.TrueAsync(
            async () => (await (await api.SendAsync(HttpMethod.Get, $"exports/{export.Text("id")}")).JsonAsync()).GetProperty("exported").GetInt32() == 4, "all are in Lever");

        Assert.Equal(1, calls.MostAtOnce);
    }

    private sealed class Calls
    {
        private readonly Lock _lock = new();
        private int _underWay;

        public int MostAtOnce { get; private set; }

        public void Begin()
        {
            lock (_lock) MostAtOnce = Math.Max(MostAtOnce, ++_underWay);
        }

        public void End()
        {
            lock (_lock) _underWay--;
        }
    }

    private sealed class Counting(Calls calls) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method != HttpMethod.Post) return await base.SendAsync(request, cancellationToken);

            calls.Begin();
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            finally
            {
                calls.End();
            }
        }
    }
}
