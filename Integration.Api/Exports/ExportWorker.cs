using Integration.Api.Notes;
using Integration.Api.Workers;
using Microsoft.Extensions.Options;

namespace Integration.Api.Exports;

/// <summary>
/// Takes turns for as long as there is work, and runs the steps of what it took side by side. Any number of processes do the same on
/// one database.
/// </summary>
internal sealed partial class ExportWorker(
    IServiceScopeFactory scopes, Signal<ExportWorker> signal, IOptions<ExportOptions> options, TimeProvider clock, ILogger<ExportWorker> logger)
    : BackgroundService
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly ExportOptions _options = options.Value;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var slots = new SemaphoreSlim(_options.Concurrency);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await slots.WaitAsync(stoppingToken);
                slots.Release();
                try
                {
                    var claim = await TakeTurnAsync(slots.CurrentCount, stoppingToken);
                    foreach (var item in claim.Items) await StartAsync(slots, item.NotAfter, (ExportStep step, CancellationToken deadline) => step.RunAsync(item, deadline, CancellationToken.None));
                    foreach (var note in claim.Notes) await StartAsync(slots, note.NotAfter, (NoteStep step, CancellationToken deadline) => step.RunAsync(note, deadline, CancellationToken.None));

                    if (claim.Account is null)
                        await signal.WaitAsync(claim.NextAfter < _options.Poll ? claim.NextAfter : _options.Poll, stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    LogTurnFailed(Unforeseen.Describe(e));
                    await Task.Delay(AfterFailure, clock, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is under way is let finish: breaking it off would only put it in doubt.
        }

        for (var slot = 0; slot < _options.Concurrency; slot++) await slots.WaitAsync(_options.Deadline, CancellationToken.None);
    }

    private async Task<Claim> TakeTurnAsync(int most, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ExportClaim>().TakeTurnAsync(most, ct);
    }

    private async Task StartAsync<TStep>(SemaphoreSlim slots, long notAfter, Func<TStep, CancellationToken, Task> run) where TStep : notnull
    {
        await slots.WaitAsync(CancellationToken.None);
        _ = RunAsync(slots, notAfter, run);
    }

    private async Task RunAsync<TStep>(SemaphoreSlim slots, long notAfter, Func<TStep, CancellationToken, Task> run) where TStep : notnull
    {
        try
        {
            var left = clock.GetElapsedTime(clock.GetTimestamp(), notAfter);
            using var deadline = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock);
            await using var scope = scopes.CreateAsyncScope();
            await run(scope.ServiceProvider.GetRequiredService<TStep>(), deadline.Token);
        }
        catch (Exception e)
        {
            // The lease ends by itself, and the next look finds out what happened.
            LogStepFailed(typeof(TStep).Name, Unforeseen.Describe(e));
        }
        finally
        {
            slots.Release();
        }
    }

    [LoggerMessage(LogLevel.Error, "A turn of the export queue failed: {Mistake}")]
    private partial void LogTurnFailed(string mistake);

    [LoggerMessage(LogLevel.Error, "A {Step} failed: {Mistake}")]
    private partial void LogStepFailed(string step, string mistake);
}
