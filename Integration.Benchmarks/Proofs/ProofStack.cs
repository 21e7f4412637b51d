using Integration.Benchmarks.Stack;

namespace Integration.Benchmarks.Proofs;

/// <summary>The stack of a proof: short times, and Lever quick enough that thousands of exports take minutes.</summary>
internal static class ProofStack
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan Settle = TimeSpan.FromSeconds(6);

    /// <summary>After so long nothing may be in doubt any more: a broken promise, whatever comes of it later.</summary>
    public static readonly TimeSpan LongestDoubt = TimeSpan.FromMinutes(2);

    /// <param name="hasDoor">True: the first of the replicas only answers, and is the only one that is asked.</param>
    public static async Task<RunningStack> StartAsync(int replicas, bool hasDoor = false, bool isBlind = false, bool isDurable = false)
    {
        var stack = await RunningStack.StartAsync(Options(replicas, isBlind, isDurable));
        if (!hasDoor) return stack;

        foreach (var api in stack.Apis) await api.KillAsync();
        stack.ApiSettingsOf[0][Replica.IsIdle] = "true";
        await stack.Apis[0].StartAsync();
        stack.Redirect(stack.Apis[0].Url);
        return stack;
    }

    /// <summary>Starts the second of the replicas, to die or to be suspended at a moment of the protocol.</summary>
    public static async Task StartAsync(RunningStack stack, string at)
    {
        stack.ApiSettingsOf[1][Replica.CrashAt] = at;
        await stack.Apis[1].StartAsync(isReady: at.Length == 0);
    }

    private static StackOptions Options(int replicas, bool isBlind, bool isDurable) => new()
    {
        Replicas = replicas,
        IsWatched = true,
        IsDurable = isDurable,
        Sandbox = new Dictionary<string, string> { ["Sandbox:RequestsPerSecond"] = "100", ["Sandbox:Burst"] = "60" },
        Api = new Dictionary<string, string>
        {
            ["Lever:RequestsPerSecond"] = "80",
            ["Lever:Burst"] = "60",
            ["Lever:Deadline"] = "00:00:03",
            ["Exports:Deadline"] = "00:00:04",
            ["Exports:Lease"] = Lease.ToString(),
            ["Exports:Settle"] = Settle.ToString(),
            ["Exports:FirstLook"] = "00:00:00.200",
            ["Exports:Poll"] = "00:00:00.200",
            [Replica.IsBlind] = isBlind ? "true" : "false",
        },
    };

    /// <summary>Returns when nothing is on its way any more; false when that takes longer than anything may be in doubt.</summary>
    public static async Task<bool> FinishedAsync(Doubts doubts)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        using var end = new CancellationTokenSource(LongestDoubt);
        while (await doubts.UnfinishedAsync() > 0)
        {
            try
            {
                await pause.WaitForNextTickAsync(end.Token);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        return true;
    }
}
