namespace Integration.Api.Webhooks;

/// <summary>
/// Gives a delivery so much time and no more. A database that hangs also hangs the attempt to break a command off, so the work goes on
/// by itself and only the answer is not waited for: a delivery that was stored after all is known when Lever sends it again.
/// </summary>
internal sealed class WebhookIntake(IServiceScopeFactory scopes, TimeProvider clock) : IDisposable
{
    /// <summary>Lever tries again after a 503; it must get it before it gives up by itself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>How many deliveries are worked on at a time: what waits beyond that is refused, or would fill the memory.</summary>
    private readonly SemaphoreSlim _room = new(256);

    /// <exception cref="TimeoutException">It took too long, or the intake was full for too long.</exception>
    public async Task<T> RunAsync<T>(Func<WebhookInbox, Task<T>> work, CancellationToken ct)
    {
        var start = clock.GetTimestamp();
        if (!await _room.WaitAsync(Patience, ct)) throw new TimeoutException("The intake is full.");

        var running = Task.Run(async () =>
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                return await work(scope.ServiceProvider.GetRequiredService<WebhookInbox>());
            }
            finally
            {
                _room.Release();
            }
        }, CancellationToken.None);

        // What fails after nobody waits any more is known already by its answer.
        _ = running.ContinueWith(failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        var left = Patience - clock.GetElapsedTime(start);
        return await running.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock, ct);
    }

    public void Dispose() => _room.Dispose();
}
