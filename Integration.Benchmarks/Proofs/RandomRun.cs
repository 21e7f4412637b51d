using Integration.Benchmarks.Stack;

namespace Integration.Benchmarks.Proofs;

/// <summary>
/// Many people are exported by several processes while everything goes wrong: answers are lost, connections cut, writes answered with an
/// error, people click twice, processes die at any moment and come back.
/// </summary>
/// <param name="OutageAsync">What else fails in the middle; called once. When all is done before it ends, nothing was shown.</param>
/// <param name="IsBlind">Nobody looks before a call is repeated: now there must be duplicates, or the proof would not see any.</param>
internal sealed record RandomRun(string Name, int People, int Replicas, Func<RunningStack, Task>? OutageAsync = null, bool IsBlind = false, bool IsDurable = false)
{
    private const int PeoplePerClick = 50;

    /// <summary>When so few are left, nothing goes wrong any more and everything must come to its end.</summary>
    private const double LastShare = 0.1;

    private static readonly TimeSpan LongestWeather = TimeSpan.FromMinutes(3);

    public async Task<bool> RunAsync(VerdictTable table)
    {
        await using var stack = await ProofStack.StartAsync(Replicas, isBlind: IsBlind, isDurable: IsDurable);
        var account = await HostAccount.ConnectAsync(stack);
        var people = await Proofs.People.PushAsync(account, People);
        await using var doubts = new Doubts(stack.DatabaseConnection);

        var (deaths, isInTime) = (0, true);
        using (var weather = new CancellationTokenSource(LongestWeather))
        {
            var sky = new Weather(account.Lever);
            var lost = Math.Max(5, People / 50);
            await sky.LoseAnswersAsync(lost);
            var bad = sky.RageAsync(after: lost, weather.Token);
            var dying = Replicas > 1 ? DieAsync(stack, () => deaths++, weather.Token) : Task.CompletedTask;
            await ClickAsync(account, people.Ids);
            if (OutageAsync is not null)
            {
                await OutageAsync(stack);
                isInTime = await doubts.UnfinishedAsync() > 0;
            }

            while (!weather.IsCancellationRequested && await doubts.UnfinishedAsync() > People * LastShare) await Task.Delay(100);
            await weather.CancelAsync();
            await Task.WhenAll(bad, dying);
        }

        var isFinished = await ProofStack.FinishedAsync(doubts);
        var verdict = people.Judge((await account.Lever.LedgerAsync()).Opportunities!);
        var isKept = isInTime && isFinished && (IsBlind ? verdict.Duplicates > 0 : verdict.IsEachOnce) && doubts.Longest < ProofStack.LongestDoubt;
        table.Add(Name, verdict, doubts.Longest, deaths, isKept);
        return isKept;
    }

    /// <summary>Each click is made three times at once: twice with the same key, and once by somebody else.</summary>
    private static Task ClickAsync(HostAccount account, string[] people) => Task.WhenAll(people.Chunk(PeoplePerClick).Select(async (some, number) =>
    {
        await Task.Delay(number * 100);
        await Task.WhenAll(Again($"click-{number}"), Again($"click-{number}"), Again(null));

        async Task Again(string? key)
        {
            while (true)
            {
                try
                {
                    await account.ExportAsync(some, key: key);
                    return;
                }
                catch (Exception e) when (e is HttpRequestException or InvalidOperationException)
                {
                    // The process died, or the database did, before it answered: a person clicks again.
                    await Task.Delay(200);
                }
            }
        }
    }));

    /// <summary>One process after the other is killed at some moment, and comes back.</summary>
    private static async Task DieAsync(RunningStack stack, Action died, CancellationToken ct)
    {
        var returning = new Dictionary<ServiceProcess, Task>();
        while (!ct.IsCancellationRequested)
        {
            await Task.Delay(Random.Shared.Next(300, 2_000), CancellationToken.None);
            foreach (var (back, _) in returning.Where(back => back.Value.IsCompletedSuccessfully).ToList()) returning.Remove(back);
            // One is left that works, and none is killed that is only just coming back: else, on a slow machine, all would be starting all the time.
            if (returning.Count >= Math.Min(2, stack.Apis.Count - 1)) continue;

            var victim = stack.Apis[Random.Shared.Next(stack.Apis.Count)];
            if (!victim.IsRunning || returning.ContainsKey(victim)) continue;

            await victim.KillAsync();
            died();
            returning.Add(victim, victim.StartAsync());
        }

        await Task.WhenAll(returning.Values);
    }
}
