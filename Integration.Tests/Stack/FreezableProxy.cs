using System.Net;
using System.Net.Sockets;

namespace Integration.Tests.Stack;

/// <summary>A server that can be away: stands before a real one and lets through, hangs, or refuses.</summary>
public sealed class FreezableProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _server;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private readonly List<Socket> _open = [];
    private TaskCompletionSource _flowing = new();
    private bool _isClosed;

    public FreezableProxy(int serverPort)
    {
        _server = new(IPAddress.Loopback, serverPort);
        _flowing.SetResult();
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Nothing gets through any more, and nobody is told.</summary>
    public void Freeze() => _flowing = new();

    /// <summary>What is connected is cut, and who connects is cut at once.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            foreach (var socket in _open) socket.Dispose();
            _open.Clear();
        }
    }

    /// <summary>As if nothing had been.</summary>
    public void Open()
    {
        lock (_lock) _isClosed = false;
        _flowing.TrySetResult();
    }

    public void Dispose()
    {
        _end.Cancel();
        _listener.Stop();
        Close();
        _flowing.TrySetResult();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_end.Token);
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
                lock (_lock)
                {
                    if (_isClosed)
                    {
                        client.Dispose();
                        continue;
                    }

                    _open.AddRange([client, server]);
                }

                await server.ConnectAsync(_server);
                _ = PumpAsync(client, server);
                _ = PumpAsync(server, client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _end.Token) is var read and > 0)
            {
                await _flowing.Task.WaitAsync(_end.Token);
                await to.SendAsync(buffer.AsMemory(0, read), _end.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Cut, from one side or the other.
        }

        from.Dispose();
        to.Dispose();
    }
}
