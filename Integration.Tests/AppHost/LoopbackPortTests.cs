using AppHost.Embedded;

namespace Integration.Tests.AppHost;

/// <summary>The ports that servers of one process are told to listen on.</summary>
public sealed class LoopbackPortTests
{
    [Fact]
    public void No_port_is_named_twice_though_nobody_listens_on_it_yet()
    {
        var ports = Enumerable.Range(0, 500).Select(_ => LoopbackPort.Free()).ToList();

        Assert.Equal(ports.Count, ports.Distinct().Count());
    }
}
