using Integration.Benchmarks.Proofs;

namespace Integration.Tests.Exports;

/// <summary>
/// The proofs of <c>Integration.Benchmarks -- proofs exports</c>, scaled down: real processes die, and Lever's ledger is the judge.
/// </summary>
public sealed class ProofTests
{
    private readonly VerdictTable _table = new();

    [Fact]
    public async Task A_process_that_is_killed_at_a_step_of_the_protocol_leaves_each_person_in_Lever_once()
    {
        CrashCase[] cases = [.. CrashMatrix.Cases.Where(which => which.Name is "after the lease is committed" or "Lever answered" or "after the look, of what Lever has not")];

        Assert.True(await CrashMatrix.RunAsync(_table, cases, times: 1), _table.ToString());
    }

    [Fact]
    public async Task A_process_that_was_suspended_for_longer_than_its_lease_leaves_everything_as_it_is() =>
        Assert.True(await Suspension.RunAsync(_table, [Suspension.Cases.Single(which => which.Name == "suspended before the call")]), _table.ToString());

    [Fact]
    public async Task Two_processes_that_are_killed_at_random_while_answers_are_lost_put_each_person_into_Lever_once() =>
        Assert.True(await new RandomRun("random", People: 100, Replicas: 2).RunAsync(_table), _table.ToString());

    [Fact]
    public async Task Without_the_look_the_same_run_shows_duplicates() =>
        Assert.True(await new RandomRun("blind", People: 60, Replicas: 1, IsBlind: true).RunAsync(_table), _table.ToString());
}
