using System.Diagnostics;

namespace Integration.Tests.Stack;

/// <summary>Waits for what the product does by itself: asks again until it is so, or fails after a bounded time.</summary>
internal static class EventuallyAsync
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static Task TrueAsync(Func<Task<bool>> isSo, string what) => GetAsync(async () => await isSo(), so => so, what);

    /// <summary>The first answer that is as wanted.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T>> ask, Func<T, bool> isWanted, string what)
    {
        var start = Stopwatch.GetTimestamp();
        using var pause = new PeriodicTimer(Pause);
        while (true)
        {
            var answer = await ask();
            if (isWanted(answer)) return answer;
            if (Stopwatch.GetElapsedTime(start) > Patience) Assert.Fail($"Waited {Patience.TotalSeconds} s until {what}; at last: {answer}");

            await pause.WaitForNextTickAsync();
        }
    }
}
