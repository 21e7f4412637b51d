namespace Integration.Api.Workers;

/// <summary>Wakes this process's worker when something was queued here; other processes see it at their next look.</summary>
/// <typeparam name="TWorker">Whom it wakes.</typeparam>
internal sealed class Signal<TWorker> : IDisposable
{
    private readonly SemaphoreSlim _set = new(0, 1);

    public void Set()
    {
        try
        {
            _set.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already set: one look finds everything.
        }
    }

    /// <summary>Returns when it is set or the time is over.</summary>
    public Task WaitAsync(TimeSpan most, CancellationToken ct) => _set.WaitAsync(most, ct);

    public void Dispose() => _set.Dispose();
}
