using Integration.Benchmarks.Stack;

namespace Integration.Benchmarks.Proofs;

/// <summary>The API process dies at each step of the protocol, several times; the next one goes on, and each person is in Lever once.</summary>
internal static class CrashMatrix
{
    /// <summary>So many people are exported in each case; two of them have no e-mail address, and one has two notes.</summary>
    private const int PeoplePerCase = 6;

    private static readonly TimeSpan LongestCase = TimeSpan.FromSeconds(60);

    public static readonly IReadOnlyList<CrashCase> Cases =
    [
        new("before the lease is committed", "claim", IsEnd: false),
        new("after the lease is committed", "claim", IsEnd: true),
        new("before the call", "send", IsEnd: false),
        new("Lever did it, and has not answered", null, IsEnd: false, Fault: "delay"),
        new("Lever answered", CrashPoint.Answer, IsEnd: true),
        new("after the call", "send", IsEnd: true),
        new("before the outcome is committed", "confirm", IsEnd: false),
        new("after the outcome is committed", "confirm", IsEnd: true),
        new("before the look", "look-up", IsEnd: false, Fault: "cut-after"),
        new("after the look, of what Lever has", "look-up", IsEnd: true, Fault: "cut-after"),
        new("after the look, of what Lever has not", "look-up", IsEnd: true, Fault: "cut-before"),
        new("before a note", "note", IsEnd: false),
        new("Lever answered to a note", CrashPoint.NoteAnswer, IsEnd: true),
        new("after a note", "note", IsEnd: true),
    ];

    /// <param name="times">At the first, second, … time that a process comes there.</param>
    public static async Task<bool> RunAsync(VerdictTable table, IReadOnlyList<CrashCase> cases, int times)
    {
        await using var stack = await ProofStack.StartAsync(replicas: 2, hasDoor: true);
        var account = await HostAccount.ConnectAsync(stack);
        var crowds = new List<(CrashCase Case, People People)>();
        foreach (var which in cases)
            for (var time = 1; time <= times; time++) crowds.Add((which, await CrashAsync(stack, account, which, time)));

        // Until now no process lived long enough to find anything out.
        await ProofStack.StartAsync(stack, at: "");
        await using var doubts = new Doubts(stack.DatabaseConnection);
        var isFinished = await ProofStack.FinishedAsync(doubts);
        var held = (await account.Lever.LedgerAsync()).Opportunities!;

        var isKept = isFinished && doubts.Longest < ProofStack.LongestDoubt;
        foreach (var group in crowds.GroupBy(crowd => crowd.Case))
        {
            var verdict = group.Select(crowd => crowd.People.Judge(held)).Aggregate(Verdict.Add);
            table.Add(group.Key.Name, verdict, TimeSpan.Zero, times, verdict.IsEachOnce);
            isKept &= verdict.IsEachOnce;
        }

        table.Add("all of them", crowds.Select(crowd => crowd.People.Judge(held)).Aggregate(Verdict.Add), doubts.Longest, crowds.Count, isKept);
        return isKept;
    }

    /// <summary>A process with this fate gets people to export, beside what the one before left. Returns when it has died.</summary>
    private static async Task<People> CrashAsync(RunningStack stack, HostAccount account, CrashCase which, int time)
    {
        var people = await People.PushAsync(account, PeoplePerCase);
        if (which.Fault is { } fault)
            await account.Lever.FailAsync("POST", "/v1/opportunities", fault, times: PeoplePerCase, delayMs: fault == "delay" ? 2_000 : 0, after: fault == "delay");

        var before = (await account.Lever.LedgerAsync(opportunities: false)).Live;
        await account.ExportAsync(people.Ids);
        await ProofStack.StartAsync(stack, which.Step is { } step ? new CrashPoint(step, which.IsEnd, time).ToString() : "");
        if (which.Step is null)
        {
            while ((await account.Lever.LedgerAsync(opportunities: false)).Live == before) await Task.Delay(20);
            await stack.Apis[1].KillAsync();
        }

        await stack.Apis[1].EndedAsync(LongestCase);
        await account.Lever.ClearFaultsAsync();
        return people;
    }
}

/// <param name="Step">Null: the process is killed from outside as soon as Lever has the first of the people.</param>
/// <param name="Fault">What Lever does meanwhile, so that this step is come to.</param>
internal sealed record CrashCase(string Name, string? Step, bool IsEnd, string? Fault = null);
