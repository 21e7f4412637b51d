using System.Net;
using System.Net.Sockets;
using AppHost.Embedded;

namespace AppHost;

/// <summary>The ports that are known beforehand.</summary>
internal static class Ports
{
    // What an AppHost that was killed a moment ago leaves behind ends by itself, within two or three seconds on a quiet machine.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);

    public static async Task EnsureFreeAsync(Settings settings)
    {
        await EnsureFreeAsync(settings.UiPort, "Ports:Ui", "the UI");
        await EnsureFreeAsync(settings.ApiPort, "Ports:Api", "the API");
        if (settings.Lever is null) await EnsureFreeAsync(settings.LeverPort, "Ports:Lever", "the Lever sandbox");
        if (settings.DashboardPort is { } dashboard) await EnsureFreeAsync(dashboard, "Ports:Dashboard", "the dashboard");
    }

    private static async Task EnsureFreeAsync(int port, string setting, string user)
    {
        var since = TimeProvider.System.GetTimestamp();
        for (var isSaid = false; IsInUse(port);)
        {
            var waited = TimeProvider.System.GetElapsedTime(since);
            if (waited > Patience)
            {
                throw new CannotStartException(
                    $"Port {port}, which {user} needs, is in use: stop what listens there, or choose another port, as in --{setting}={port + 100}.");
            }

            if (waited > Silence && !isSaid)
            {
                Console.WriteLine($"Port {port}, which {user} needs, is in use; waiting up to {Patience.TotalSeconds:0} seconds for it.");
                isSaid = true;
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
