namespace Integration.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void It_runs() => Assert.NotNull(typeof(SmokeTests).Assembly);
}
