using System.Net;
using Integration.Api.Data;
using Integration.Api.Exports;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Integration.Benchmarks.Stack;

/// <summary>The API in this process, in place of the stack's own: its parts can be reached, and something else can stand where Lever is.</summary>
internal sealed class InProcessApi : WebApplicationFactory<IntegrationDbContext>
{
    private readonly RunningStack _stack;
    private readonly Action<IServiceCollection> _configure;

    private InProcessApi(RunningStack stack, Action<IServiceCollection> configure) => (_stack, _configure) = (stack, configure);

    public static async Task<InProcessApi> StartAsync(RunningStack stack, Action<IServiceCollection> configure)
    {
        var api = new InProcessApi(stack, configure);
        api.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        api.StartServer();
        await api.StopWorkerAsync();
        return api;
    }

    /// <summary>Lets it work on the queue; before that it only fills it.</summary>
    public Task StartWorkerAsync() => Worker.StartAsync(CancellationToken.None);

    public Task StopWorkerAsync() => Worker.StopAsync(CancellationToken.None);

    /// <summary>Works until so many items are done.</summary>
    public async Task WorkOffAsync(int items, NpgsqlDataSource database)
    {
        await using var done = database.CreateCommand("SELECT count(*) FROM opportunities");
        var before = (long)(await done.ExecuteScalarAsync())!;
        await StartWorkerAsync();
        while ((long)(await done.ExecuteScalarAsync())! < before + items) await Task.Delay(50);
        await StopWorkerAsync();
    }

    private ExportWorker Worker => Services.GetServices<IHostedService>().OfType<ExportWorker>().Single();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production");
        builder.ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        foreach (var (key, value) in _stack.ApiSettings(_stack.Apis[0].Url, _stack.Ui.Url)) builder.UseSetting(key, value);
        builder.ConfigureTestServices(_configure);
    }
}
