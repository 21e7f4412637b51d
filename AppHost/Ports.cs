using System.Net;
using System.Net.Sockets;
using AppHost.Embedded;

namespace AppHost;

/// <summary>The ports that the services are given.</summary>
internal static class Ports
{
    // The services of an AppHost that was killed a moment ago are about to end.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static async Task EnsureFreeAsync(Settings settings)
    {
        await EnsureFreeAsync(settings.UiPort, "Ports:Ui", "the UI");
        await EnsureFreeAsync(settings.ApiPort, "Ports:Api", "the API");
        if (settings.Lever is null) await EnsureFreeAsync(settings.LeverPort, "Ports:Lever", "the Lever sandbox");
    }

    private static async Task EnsureFreeAsync(int port, string setting, string user)
    {
        var deadline = TimeProvider.System.GetUtcNow() + Patience;
        while (IsInUse(port))
        {
            if (TimeProvider.System.GetUtcNow() > deadline)
            {
                throw new CannotStartException(
                    $"Port {port}, which {user} needs, is in use: stop what listens there, or choose another port, as in --{setting}={port + 100}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    private static bool IsInUse(int port) => IsInUse(IPAddress.Loopback, port) || IsInUse(IPAddress.IPv6Loopback, port);

    private static bool IsInUse(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return false;
        }
        catch (SocketException e)
        {
            // Anything else, such as a machine without IPv6, does not keep the port from being used.
            return e.SocketErrorCode is SocketError.AddressAlreadyInUse;
        }
    }
}
