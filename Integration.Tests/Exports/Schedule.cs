using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Integration.Api.Exports;
using Integration.Tests.Stack;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Integration.Tests.Exports;

/// <summary>One thing that happens to the workers of an export, or to Lever.</summary>
public enum Happening
{
    /// <summary>Some worker takes a turn.</summary>
    Claim,

    /// <summary>A worker starts the step with the item that it has had for longest, and is not waited for.</summary>
    Start,

    /// <summary>All steps that were started end.</summary>
    Finish,

    /// <summary>Every lease ends: who has not begun will not, and who has begun writes too late.</summary>
    LoseLeases,

    /// <summary>The settle window of everything in doubt passes, which it does only when no call is under way.</summary>
    Settle,

    CutBefore,
    CutAfter,
    FailBefore,
    FailAfter,
    TooMany,
    AnswerLate,
    WriteLate,
}

/// <summary>
/// An API whose queue nobody works on by itself, on a database of its own: a schedule says which worker takes a step and when, and what
/// Lever does meanwhile. What reaches Lever is recorded.
/// </summary>
internal sealed class Schedule : IAsyncDisposable
{
    private const string Opportunities = "/v1/opportunities";

    private readonly LoneApi _api;
    private readonly ConcurrentQueue<Call> _calls;
    private readonly List<(ClaimedItem Item, CancellationTokenSource Deadline)> _taken = [];
    private readonly List<Task> _running = [];

    private Schedule(LoneApi api, ConcurrentQueue<Call> calls) => (_api, _calls) = (api, calls);

    public static async Task<Schedule> CreateAsync(StackFixture stack)
    {
        var calls = new ConcurrentQueue<Call>();
        // A lease and a settle window end when the schedule says so.
        var settings = new Dictionary<string, string> { ["Exports:Lease"] = "01:00:00", ["Exports:Settle"] = "01:00:00" };
        return new(
            await LoneApi.StartAsync(stack, settings, services => services.AddHttpClient("LeverClient").AddHttpMessageHandler(() => new Recorder(calls))), calls);
    }

    /// <summary>Exports so many candidates by this schedule, then lets everything come to its end undisturbed.</summary>
    /// <returns>What is wrong; null when each is in Lever once and nothing was sent again without a look.</returns>
    public async Task<string?> RunAsync(int candidates, IReadOnlyList<Happening> happenings)
    {
        await ForgetAsync();
        var before = (await _api.Lever.LedgerAsync()).Opportunities.Count;
        var export = await ExportAsync(candidates);
        foreach (var happening in happenings) await HappenAsync(happening);
        await _api.Lever.ClearFaultsAsync();
        for (var round = 0; await QueuedAsync(export) > 0; round++)
        {
            if (round == 50) return "An item is queued for ever.";
            foreach (var last in (Happening[])[Happening.LoseLeases, Happening.Settle, Happening.Claim]) await HappenAsync(last);
            while (_taken.Count > 0) await HappenAsync(Happening.Start);
            await HappenAsync(Happening.Finish);
        }

        var held = (await _api.Lever.LedgerAsync()).Opportunities.Count - before;
        return held != candidates ? $"Lever holds {held} for {candidates} candidates." : SentWithoutLook();
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    /// <summary>What a schedule that failed has left.</summary>
    private async Task ForgetAsync()
    {
        await FinishAsync();
        _taken.Clear();
        _calls.Clear();
        await _api.Lever.ClearFaultsAsync();
        await _api.SqlAsync("UPDATE export_items SET status = 'Failed', live = false WHERE status IN ('Queued', 'Exporting')");
    }

    private Task HappenAsync(Happening happening) => happening switch
    {
        Happening.Claim => ClaimAsync(),
        Happening.Start => StartAsync(),
        Happening.Finish => FinishAsync(),
        Happening.LoseLeases => LoseLeasesAsync(),
        Happening.Settle => SettleAsync(),
        Happening.CutBefore => _api.Lever.FailAsync("POST", Opportunities, "cut-before"),
        Happening.CutAfter => _api.Lever.FailAsync("POST", Opportunities, "cut-after"),
        Happening.FailBefore => _api.Lever.FailAsync("POST", Opportunities, "500"),
        Happening.FailAfter => _api.Lever.FailAsync("POST", Opportunities, "500", after: true),
        Happening.TooMany => _api.Lever.FailAsync("POST", Opportunities, "429"),
        Happening.AnswerLate => _api.Lever.FailAsync("POST", Opportunities, "delay", delayMs: 30, after: true),
        _ => _api.Lever.FailAsync("POST", Opportunities, "delay", delayMs: 30),
    };

    private async Task ClaimAsync()
    {
        await _api.SqlAsync("UPDATE lever_channels SET next_at = now()");
        await using var scope = _api.Services.CreateAsyncScope();
        var claim = await scope.ServiceProvider.GetRequiredService<ExportClaim>().TakeTurnAsync(most: 2, CancellationToken.None);
        _taken.AddRange(claim.Items.Select(item => (item, new CancellationTokenSource())));
    }

    private Task StartAsync()
    {
        if (_taken.Count == 0) return Task.CompletedTask;

        var (item, deadline) = _taken[0];
        _taken.RemoveAt(0);
        _running.Add(Task.Run(async () =>
        {
            await using var scope = _api.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<ExportStep>().RunAsync(item, deadline.Token, CancellationToken.None);
        }));
        return Task.CompletedTask;
    }

    private async Task FinishAsync()
    {
        await Task.WhenAll(_running);
        _running.Clear();
    }

    private async Task LoseLeasesAsync()
    {
        foreach (var (_, deadline) in _taken) await deadline.CancelAsync();
        await _api.SqlAsync("UPDATE export_items SET available_at = now() WHERE status IN ('Queued', 'Exporting')");
    }

    private async Task SettleAsync()
    {
        await FinishAsync();
        foreach (var (_, deadline) in _taken) await deadline.CancelAsync();
        await _api.SqlAsync("UPDATE export_items SET available_at = now(), settled_at = now() - interval '1 millisecond' WHERE settled_at IS NOT NULL");
    }

    /// <summary>Of each marker: between two calls that create there is one that looks, unless each until then was refused for certain.</summary>
    private string? SentWithoutLook() => _calls.GroupBy(call => call.Marker)
        .Where(calls => calls.Zip(calls.Skip(1)).SkipWhile(pair => pair.First is { Creates: true, Answer: 429 })
            .Any(pair => pair is { First.Creates: true, Second.Creates: true }))
        .Select(calls => $"Sent twice without a look between: {string.Join(", ", calls.Select(call => call.Creates ? $"create ({call.Answer})" : "look"))}")
        .FirstOrDefault();

    private async Task<string> ExportAsync(int count)
    {
        var ids = Enumerable.Range(0, count).Select(_ => $"c-{Guid.NewGuid():N}").ToArray();
        await _api.PushAsync(ids.Select(id => new { id, name = id, stage = "contacted", emails = new[] { $"{id}@people.example" } }));
        return (await (await _api.SendAsync(HttpMethod.Post, "exports", new { candidateIds = ids })).JsonAsync(HttpStatusCode.Accepted)).Text("id");
    }

    private async Task<int> QueuedAsync(string export) =>
        (await (await _api.SendAsync(HttpMethod.Get, $"exports/{export}")).JsonAsync()).GetProperty("queued").GetInt32();

    /// <param name="Answer">Lever's status; 0 when there was no answer.</param>
    private sealed record Call(long Marker, bool Creates, int Answer);

    /// <summary>Writes down the calls that create or look for an opportunity, in their order.</summary>
    private sealed class Recorder(ConcurrentQueue<Call> calls) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var looksFor = QueryHelpers.ParseQuery(request.RequestUri!.Query).GetValueOrDefault("created_at_start").ToString();
            var creates = request.Method == HttpMethod.Post && request.RequestUri.AbsolutePath.EndsWith("/opportunities", StringComparison.Ordinal);
            if (!creates && looksFor.Length == 0) return await base.SendAsync(request, cancellationToken);

            var marker = creates
                ? JsonDocument.Parse(await request.Content!.ReadAsByteArrayAsync(cancellationToken)).RootElement.GetProperty("createdAt").GetInt64()
                : long.Parse(looksFor, System.Globalization.CultureInfo.InvariantCulture);
            var answer = 0;
            try
            {
                var response = await base.SendAsync(request, cancellationToken);
                answer = (int)response.StatusCode;
                return response;
            }
            finally
            {
                calls.Enqueue(new(marker, creates, answer));
            }
        }
    }
}
