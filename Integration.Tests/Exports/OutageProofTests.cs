using Integration.Benchmarks.Proofs;

namespace Integration.Tests.Exports;

/// <summary>The stores fail in the middle of a run, as in <c>Integration.Benchmarks -- proofs redis postgres</c>, with fewer people.</summary>
public sealed class OutageProofTests
{
    private readonly VerdictTable _table = new();

    [Fact]
    public async Task Redis_that_forgets_everything_and_then_stops_costs_nobody_their_one_opportunity() =>
        Assert.True(await new RandomRun("redis", People: 800, Replicas: 1, Outages.OfRedisAsync).RunAsync(_table), _table.ToString());

    [Fact]
    public async Task Postgres_that_ends_in_the_middle_of_every_transaction_costs_nobody_their_one_opportunity() =>
        Assert.True(await new RandomRun("postgres", People: 500, Replicas: 1, Outages.OfPostgresAsync, IsDurable: true).RunAsync(_table), _table.ToString());
}
