using CsCheck;
using Integration.Tests.Stack;

namespace Integration.Tests.Exports;

/// <summary>
/// Whatever the workers do in whatever order, whoever loses a lease and whatever Lever answers: each candidate is there once, and nothing
/// is ever sent twice without a look between.
/// </summary>
public sealed class ScheduleTests(StackFixture stack)
{
    private static readonly Gen<Happening[]> Schedules = Gen.Frequency(
            (6, Gen.Const(Happening.Claim)), (6, Gen.Const(Happening.Start)), (3, Gen.Const(Happening.LoseLeases)), (2, Gen.Const(Happening.Finish)),
            (1, Gen.Const(Happening.Settle)), (1, Gen.Const(Happening.CutBefore)), (2, Gen.Const(Happening.CutAfter)), (1, Gen.Const(Happening.FailBefore)),
            (1, Gen.Const(Happening.FailAfter)), (1, Gen.Const(Happening.TooMany)), (2, Gen.Const(Happening.AnswerLate)), (2, Gen.Const(Happening.WriteLate)))
        .Array[5, 40];

    [Fact]
    public async Task No_schedule_makes_two_opportunities_or_none_or_sends_again_without_a_look()
    {
        await using var schedule = await Schedule.CreateAsync(stack);

        await Gen.Select(Gen.Int[1, 4], Schedules).SampleAsync(
            async (candidates, happenings) => Assert.Null(await schedule.RunAsync(candidates, happenings)), iter: 40, threads: 1);
    }
}
