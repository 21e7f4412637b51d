using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Integration.Api.Connections;
using Integration.Api.Data;
using Integration.Api.Exports;
using Integration.Tests.Sandbox;
using Integration.Tests.Stack;
using Microsoft.AspNetCore.TestHost;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using AppHostPorts = AppHost.Embedded.LoopbackPort;

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
    private const string Account = "scheduled";
    private const string Opportunities = "/v1/opportunities";

    private readonly RunningService<IntegrationDbContext> _api;
    private readonly SandboxOrganisation _lever;
    private readonly HttpClient _platform;
    private readonly ConcurrentQueue<Call> _calls;
    private readonly List<(ClaimedItem Item, CancellationTokenSource Deadline)> _taken = [];
    private readonly List<Task> _running = [];

    private Schedule(RunningService<IntegrationDbContext> api, SandboxOrganisation lever, ConcurrentQueue<Call> calls)
    {
        (_api, _lever, _calls) = (api, lever, calls);
        _platform = StackFixture.PlatformClient(api.Url);
    }

    public static async Task<Schedule> CreateAsync(StackFixture stack)
    {
        var calls = new ConcurrentQueue<Call>();
        var port = AppHostPorts.Free();
        var settings = stack.ApiSettings(port, stack.Ui.Port);
        settings["ConnectionStrings:leverdb"] = new NpgsqlConnectionStringBuilder(stack.DatabaseConnection) { Database = $"schedule_{Guid.NewGuid():N}" }.ConnectionString;
        settings["Exports:Lease"] = "01:00:00"; // a lease ends when the schedule says so
        settings["Exports:Settle"] = "01:00:00";
        var api = new RunningService<IntegrationDbContext>(port, settings, configure: host => host.ConfigureTestServices(services =>
        {
            services.Remove(services.Single(service => service.ImplementationType == typeof(ExportWorker)));
            services.AddHttpClient("LeverClient").AddHttpMessageHandler(() => new Recorder(calls));
        }));
        var schedule = new Schedule(api, await stack.Sandbox.CreateOrganisationAsync(), calls);
        await schedule.ConnectAsync();
        return schedule;
    }

    /// <summary>Exports so many candidates by this schedule, then lets everything come to its end undisturbed.</summary>
    /// <returns>What is wrong; null when each is in Lever once and nothing was sent again without a look.</returns>
    public async Task<string?> RunAsync(int candidates, IReadOnlyList<Happening> happenings)
    {
        await ForgetAsync();
        var before = (await _lever.LedgerAsync()).Opportunities.Count;
        var export = await ExportAsync(candidates);
        foreach (var happening in happenings) await HappenAsync(happening);
        await _lever.ClearFaultsAsync();
        for (var round = 0; await QueuedAsync(export) > 0; round++)
        {
            if (round == 50) return "An item is queued for ever.";
            foreach (var last in (Happening[])[Happening.LoseLeases, Happening.Settle, Happening.Claim]) await HappenAsync(last);
            while (_taken.Count > 0) await HappenAsync(Happening.Start);
            await HappenAsync(Happening.Finish);
        }

        var held = (await _lever.LedgerAsync()).Opportunities.Count - before;
        return held != candidates ? $"Lever holds {held} for {candidates} candidates." : SentWithoutLook();
    }

    public async ValueTask DisposeAsync()
    {
        _platform.Dispose();
        await _api.DisposeAsync();
    }

    /// <summary>What a schedule that failed has left.</summary>
    private async Task ForgetAsync()
    {
        await FinishAsync();
        _taken.Clear();
        _calls.Clear();
        await _lever.ClearFaultsAsync();
        await SqlAsync("UPDATE export_items SET status = 'Failed', live = false WHERE status IN ('Queued', 'Exporting')");
    }

    private Task HappenAsync(Happening happening) => happening switch
    {
        Happening.Claim => ClaimAsync(),
        Happening.Start => StartAsync(),
        Happening.Finish => FinishAsync(),
        Happening.LoseLeases => LoseLeasesAsync(),
        Happening.Settle => SettleAsync(),
        Happening.CutBefore => _lever.FailAsync("POST", Opportunities, "cut-before"),
        Happening.CutAfter => _lever.FailAsync("POST", Opportunities, "cut-after"),
        Happening.FailBefore => _lever.FailAsync("POST", Opportunities, "500"),
        Happening.FailAfter => _lever.FailAsync("POST", Opportunities, "500", after: true),
        Happening.TooMany => _lever.FailAsync("POST", Opportunities, "429"),
        Happening.AnswerLate => _lever.FailAsync("POST", Opportunities, "delay", delayMs: 30, after: true),
        _ => _lever.FailAsync("POST", Opportunities, "delay", delayMs: 30),
    };

    private async Task ClaimAsync()
    {
        await SqlAsync("UPDATE lever_channels SET next_at = now()");
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
        await SqlAsync("UPDATE export_items SET available_at = now() WHERE status IN ('Queued', 'Exporting')");
    }

    private async Task SettleAsync()
    {
        await FinishAsync();
        foreach (var (_, deadline) in _taken) await deadline.CancelAsync();
        await SqlAsync("UPDATE export_items SET available_at = now(), settled_at = now() - interval '1 millisecond' WHERE settled_at IS NOT NULL");
    }

    /// <summary>Of each marker: between two calls that create there is one that looks.</summary>
    private string? SentWithoutLook() => _calls.GroupBy(call => call.Marker)
        .Where(calls => calls.Zip(calls.Skip(1)).Any(pair => pair is { First.Creates: true, Second.Creates: true } && pair.First.Answer != 429))
        .Select(calls => $"Sent twice without a look between: {string.Join(", ", calls.Select(call => call.Creates ? $"create ({call.Answer})" : "look"))}")
        .FirstOrDefault();

    /// <summary>As after the callback and the user mapping, which have their own tests.</summary>
    private async Task ConnectAsync()
    {
        await _platform.PutAsJsonAsync($"/platform/accounts/{Account}", new { name = "A company" });
        await _platform.PutAsJsonAsync($"/platform/accounts/{Account}/members/ravi", new { name = "Ravi", email = _lever.SuperAdmin.Email, role = "recruiter" });

        var given = await _lever.TokensAsync();
        await using var scope = _api.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IntegrationDbContext>();
        var tokens = scope.ServiceProvider.GetRequiredService<AccessTokens>();
        var (now, access, refresh) = (DateTimeOffset.UtcNow, tokens.Protect(Account, given.AccessToken), tokens.Protect(Account, given.RefreshToken!));
        await db.Connections.Where(found => found.AccountId == Account).ExecuteUpdateAsync(set => set
            .SetProperty(found => found.Status, ConnectionStatus.Active).SetProperty(found => found.LeverAccountId, _lever.Id)
            .SetProperty(found => found.ActivatedAt, now).SetProperty(found => found.AccessToken, access).SetProperty(found => found.RefreshToken, refresh)
            .SetProperty(found => found.TokensGivenAt, now).SetProperty(found => found.AccessTokenExpiresAt, now.AddHours(1)));
        db.UserMappings.Add(new()
        {
            AccountId = Account,
            MemberId = "ravi",
            LeverUserId = _lever.SuperAdmin.Id,
            LeverEmail = _lever.SuperAdmin.Email,
            LeverName = "Ravi",
            AccessRole = "super admin",
            Active = true,
        });
        await db.SaveChangesAsync();
    }

    private async Task<string> ExportAsync(int count)
    {
        var ids = Enumerable.Range(0, count).Select(_ => $"c-{Guid.NewGuid():N}").ToArray();
        await _platform.PostAsJsonAsync(
            $"/platform/accounts/{Account}/candidates", ids.Select(id => new { id, name = id, stage = "contacted", emails = new[] { $"{id}@people.example" } }));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/accounts/{Account}/exports");
        request.Headers.Add("On-Behalf-Of", "ravi");
        request.Content = JsonContent.Create(new { candidateIds = ids });
        return (await (await _platform.SendAsync(request)).JsonAsync(HttpStatusCode.Accepted)).Text("id");
    }

    private async Task<int> QueuedAsync(string export)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/accounts/{Account}/exports/{export}");
        request.Headers.Add("On-Behalf-Of", "ravi");
        return (await (await _platform.SendAsync(request)).JsonAsync()).GetProperty("queued").GetInt32();
    }

    private async Task SqlAsync(string sql)
    {
        await using var scope = _api.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IntegrationDbContext>().Database.ExecuteSqlRawAsync(sql);
    }

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
