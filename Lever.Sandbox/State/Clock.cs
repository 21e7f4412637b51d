namespace Lever.Sandbox.State;

internal static class Clock
{
    /// <summary>Now, as Lever counts time: milliseconds since 1970, UTC.</summary>
    public static long Milliseconds(this TimeProvider clock) => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
