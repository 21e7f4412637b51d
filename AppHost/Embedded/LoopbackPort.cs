using System.Net.NetworkInformation;

namespace AppHost.Embedded;

/// <summary>Ports of the loopback interface.</summary>
public static class LoopbackPort
{
    // Below the ports that the system gives to outgoing connections: one of those could take the port before its server does.
    private const int First = 10_000;
    private const int Last = 32_000;

    private static int _next = Random.Shared.Next(First, Last);

    /// <summary>A port that nobody listens on at this moment, and that this process has not named before: its server may only be starting.</summary>
    public static int Free()
    {
        while (true)
        {
            var port = First + ((Interlocked.Increment(ref _next) - First) % (Last - First));
            var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners();
            if (Array.TrueForAll(taken, listener => listener.Port != port)) return port;
        }
    }
}
