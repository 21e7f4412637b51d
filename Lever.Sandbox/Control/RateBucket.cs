namespace Lever.Sandbox.Control;

/// <summary>
/// Lever's token bucket (documented: per API key, 10/s, bursts to 20). What "per key" means with OAuth is not written:
/// *assumed* one for an app in an organisation.
/// </summary>
internal sealed class RateBucket
{
    private readonly Lock _gate = new();
    private double _tokens = double.MaxValue;
    private long _filledAt;

    /// <summary>Takes one token; false when there is none.</summary>
    public bool TryTake(double perSecond, int burst, TimeProvider clock)
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            var earned = clock.GetElapsedTime(_filledAt, now).TotalSeconds * perSecond;
            _filledAt = now;
            _tokens = Math.Min(burst, _tokens + earned);
            if (_tokens < 1) return false;

            _tokens--;
            return true;
        }
    }
}
