namespace Integration.Api.Connections;

/// <summary>
/// Looks once for all who ask at the same time. Whoever asks gets a look that began after they asked: one that was under way already may
/// have missed what they must see.
/// </summary>
internal sealed class SharedLook<T>(Func<Task<T>> look)
{
    private readonly Lock _lock = new();
    private Task<T>? _current;
    private Task<T>? _next;

    public Task<T> LookAsync()
    {
        lock (_lock)
        {
            if (_next is not null) return _next;
            return _current is null or { IsCompleted: true } ? _current = look() : _next = AfterAsync(_current);
        }
    }

    private async Task<T> AfterAsync(Task current)
    {
        // Whatever became of it, and not before the caller has let go of the lock.
        await current.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_lock) (_current, _next) = (_next, null);
        return await look();
    }
}
