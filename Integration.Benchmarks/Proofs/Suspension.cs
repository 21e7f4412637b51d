using Integration.Benchmarks.Stack;

namespace Integration.Benchmarks.Proofs;

/// <summary>
/// The API process is suspended at a step of the protocol, for longer than its lease and everything after it; another one does the work.
/// When the first goes on it must notice, and leave everything as it is.
/// </summary>
internal static class Suspension
{
    private const int PeoplePerCase = 6;

    private static readonly TimeSpan AfterIt = TimeSpan.FromSeconds(3);

    public static readonly IReadOnlyList<CrashCase> Cases =
    [
        new("suspended with a lease", "claim", IsEnd: true),
        new("suspended before the call", "send", IsEnd: false),
        new("suspended with Lever's answer", CrashPoint.Answer, IsEnd: true),
        new("suspended after a look that found nothing", "look-up", IsEnd: true, Fault: "cut-before"),
        new("suspended before a note", "note", IsEnd: false),
    ];

    public static async Task<bool> RunAsync(VerdictTable table, IReadOnlyList<CrashCase> cases)
    {
        await using var stack = await ProofStack.StartAsync(replicas: 3, hasDoor: true);
        var account = await HostAccount.ConnectAsync(stack);
        await using var doubts = new Doubts(stack.DatabaseConnection);

        var isKept = true;
        foreach (var which in cases)
        {
            var people = await People.PushAsync(account, PeoplePerCase);
            if (which.Fault is { } fault) await account.Lever.FailAsync("POST", "/v1/opportunities", fault, times: PeoplePerCase);
            await account.ExportAsync(people.Ids);
            await ProofStack.StartAsync(stack, new CrashPoint(which.Step!, which.IsEnd, Times: 1, Suspends: true).ToString());
            while (!await stack.Apis[1].IsSuspendedAsync()) await Task.Delay(50);
            await account.Lever.ClearFaultsAsync();

            await stack.Apis[2].StartAsync();
            var isFinished = await ProofStack.FinishedAsync(doubts);
            await stack.Apis[1].SignalAsync("CONT");
            await Task.Delay(AfterIt);
            foreach (var api in stack.Apis.Skip(1)) await api.KillAsync();

            var verdict = people.Judge((await account.Lever.LedgerAsync()).Opportunities!);
            table.Add(which.Name, verdict, doubts.Longest, 1, isFinished && verdict.IsEachOnce);
            isKept &= isFinished && verdict.IsEachOnce;
        }

        return isKept && doubts.Longest < ProofStack.LongestDoubt;
    }
}
