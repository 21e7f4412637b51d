using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;

namespace Integration.Tests.Stack;

/// <summary>One of the services, the same program as in production, on a loopback port of this process.</summary>
/// <typeparam name="TEntry">Any public type of the service's assembly.</typeparam>
public sealed class RunningService<TEntry> : WebApplicationFactory<TEntry> where TEntry : class
{
    private readonly Dictionary<string, string> _settings;
    private readonly string _environment;
    private readonly Action<IWebHostBuilder>? _configure;

    /// <param name="configure">What a test needs beyond settings, such as a look at the log.</param>
    public RunningService(
        int port, Dictionary<string, string> settings, string environment = "Development", Action<IWebHostBuilder>? configure = null)
    {
        _configure = configure;
        _settings = settings;
        _environment = environment;
        Url = new($"http://localhost:{port}");
        // Not UseKestrel(port): that sets the port while the application may already be starting, and sometimes loses.
        UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        StartServer();
    }

    public Uri Url { get; }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(_environment);
        builder.ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        foreach (var (key, value) in _settings) builder.UseSetting(key, value);
        _configure?.Invoke(builder);
    }
}
