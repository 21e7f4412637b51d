using System.Globalization;
using System.Security.Cryptography;
using Garnet;

namespace AppHost.Embedded;

/// <summary>A Redis of one's own: Garnet in this process, on a free port of the loopback interface.</summary>
public sealed class EmbeddedRedis : IDisposable
{
    private readonly string? _folder;
    private readonly string _password = RandomNumberGenerator.GetHexString(32);
    private GarnetServer? _server;

    private EmbeddedRedis(string? folder) => _folder = folder;

    public int Port { get; private set; }

    /// <summary>In the form of StackExchange.Redis.</summary>
    public string ConnectionString => $"127.0.0.1:{Port},password={_password}";

    /// <summary>With a folder, what is written is there again after the next start on that folder.</summary>
    public static EmbeddedRedis Start(string? folder = null)
    {
        var redis = new EmbeddedRedis(folder);
        redis.Restart();
        return redis;
    }

    /// <summary>Takes the server away; <see cref="Restart"/> brings it back.</summary>
    public void Stop()
    {
        _server?.Dispose();
        _server = null;
    }

    /// <summary>Starts the server again, after a stop or in place of one, at the port that it had.</summary>
    public void Restart()
    {
        Stop();
        if (Port == 0) Port = LoopbackPort.Free();

        string[] persistence = _folder is null ? [] : ["--checkpointdir", _folder, "--aof", "--recover", "--device-type", "RandomAccess"];
        _server = new GarnetServer(
        [
            "--bind", "127.0.0.1", "--port", Port.ToString(CultureInfo.InvariantCulture),
            "--auth", "Password", "--password", _password,
            "--memory", "64m", "--index", "16m", "--lua", "-q", .. persistence,
        ]);
        _server.Start();
    }

    public void Dispose() => Stop();
}
