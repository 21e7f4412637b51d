using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using AppHost.Embedded;
using Integration.Tests.Stack;
using Npgsql;

namespace Integration.Tests.AppHost;

public sealed class AppHostTests(RunningAppHosts running) : IClassFixture<RunningAppHosts>, IDisposable
{
    private readonly string _data = Path.Combine(Path.GetTempPath(), $"headhuntr-apphost-{Guid.NewGuid():N}");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_ends_its_start_with_addresses_that_answer_and_what_to_do_first()
    {
        var host = running.Host;

        foreach (var port in new[] { host.Ui, host.Api, host.Lever })
        {
            Assert.Equal(HttpStatusCode.OK, await host.GetAsync(port, "/health"));
            Assert.Contains(host.Sentences, line => line.Contains($"http://localhost:{port}", StringComparison.Ordinal));
        }

        Assert.Contains(host.Sentences, line => line.StartsWith("Postgres and Garnet, which takes Redis's place, are embedded", StringComparison.Ordinal));
        Assert.Contains("sign in as Ada Admin", host.Sentences.Last(), StringComparison.Ordinal);
        Assert.All(["api ", "ui ", "lever ", "leverdb "], name => Assert.Contains($"\n{name}", host.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_dashboard_nobody_is_told_anything()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux shows the environment of a process in a file.");
        var services = (await StartedProcesses.OfAsync(running.Host.DataFolder)).Where(process => process.Program.Contains("/artifacts/bin/Integration.", StringComparison.Ordinal)).ToList();

        Assert.Equal(2, services.Count);
        foreach (var service in services)
            Assert.DoesNotContain("OTEL_EXPORTER_OTLP_ENDPOINT=", await File.ReadAllTextAsync($"/proc/{service.Id}/environ", Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_of_them_side_by_side_share_no_data()
    {
        Assert.Equal(HttpStatusCode.Created, await running.Host.PutAccountAsync("mine"));
        Assert.Equal(HttpStatusCode.Created, await running.WithDashboard.PutAccountAsync("mine"));
    }

    [Fact]
    public async Task A_fresh_start_has_no_data()
    {
        string[] kept = [Path.Combine(_data, "redis", "kept"), Path.Combine(_data, "lever", "kept")];
        foreach (var file in kept)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, "", Ct);
        }

        await using (var before = await EmbeddedPostgres.StartAsync(_data, ct: Ct)) await before.CreateDatabaseAsync("kept", Ct);

        await using (var fresh = await AppHostProcess.Start(_data, ["--fresh"]).ReadyAsync()) await fresh.EndedAsync("TERM");

        Assert.All(kept, file => Assert.False(File.Exists(file), file));
        await using var after = await EmbeddedPostgres.StartAsync(_data, ct: Ct);
        await using var connection = new NpgsqlConnection(after.ConnectionString("kept") + ";Pooling=false");
        var refused = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync(Ct));
        Assert.Equal(PostgresErrorCodes.InvalidCatalogName, refused.SqlState);
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        // At once: each waits for a while before it gives the port up.
        (string Setting, string User)[] ports = [("Ui", "the UI"), ("Api", "the API"), ("Lever", "the Lever sandbox"), ("Dashboard", "the dashboard")];
        await Task.WhenAll(ports.Select(async taken =>
        {
            await using var host = AppHostProcess.Start($"{_data}-{taken.Setting}", [$"--Ports:{taken.Setting}={port}"], hasDashboard: true);
            await host.RefusedAsync($"Port {port}, which {taken.User} needs, is in use");
        }));
    }

    [Fact]
    public async Task Data_in_use_are_named()
    {
        Directory.CreateDirectory(_data);
        await using var held = new FileStream(Path.Combine(_data, "lock"), FileMode.Create, FileAccess.Write, FileShare.None);

        await using var host = AppHostProcess.Start(_data);

        await host.RefusedAsync($"The data in '{_data}' are in use");
    }

    [Fact]
    public async Task A_machine_without_Postgres_and_npm_is_told_what_to_install()
    {
        await using var host = AppHostProcess.Start(_data, [$"--Postgres:Folder={_data}"], change: start =>
        {
            start.Environment["PATH"] = "/sbin";
            return start;
        });

        await host.RefusedAsync("install PostgreSQL 15 or newer (on Debian: apt-get install postgresql), or Node.js");
    }

    [Fact]
    public async Task Half_of_what_Lever_needs_is_refused()
    {
        await using var host = AppHostProcess.Start(_data, ["--Lever:ClientId=one"]);

        await host.RefusedAsync("Lever:ClientId without a Lever:ClientSecret");
    }

    [Fact]
    public async Task With_a_client_of_Lever_itself_the_sandbox_stays_away()
    {
        await using var host = await AppHostProcess.Start(_data, ["--Lever:ClientId=one", "--Lever:ClientSecret=two"]).ReadyAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => host.GetAsync(host.Lever, "/health"));
        Assert.StartsWith("https://auth.lever.co/authorize?", await host.AuthorizeUrlAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_dashboard_it_prints_the_way_in_and_goes_on_when_a_service_is_killed()
    {
        var host = running.WithDashboard;

        foreach (var port in new[] { host.Ui, host.Api, host.Lever }) Assert.Equal(HttpStatusCode.OK, await host.GetAsync(port, "/health"));
        Assert.EndsWith("sign in as Ada Admin. Ctrl-C stops everything.", host.Output.TrimEnd(), StringComparison.Ordinal);
        var wayIn = Regex.Match(host.Output, $@"http://localhost:{host.Dashboard}/login\?t=\w+");
        Assert.True(wayIn.Success, host.Output);
        using var dashboard = await host.GetAsync(new Uri(wayIn.Value));
        Assert.Equal("/", dashboard.Headers.Location?.OriginalString);

        await host.KillAsync("Integration.Ui");

        await EventuallyAsync.GetAsync(() => Task.FromResult(host.Errors.Count()), said => said > 0, "the AppHost tells the end");
        Assert.StartsWith("The service 'ui' was killed", Assert.Single(host.Errors), StringComparison.Ordinal);
        foreach (var port in new[] { host.Api, host.Lever }) Assert.Equal(HttpStatusCode.OK, await host.GetAsync(port, "/health"));
    }

    public void Dispose()
    {
        if (Directory.Exists(_data)) Directory.Delete(_data, recursive: true);
    }
}

/// <summary>Two of them, for the tests that need no start of their own.</summary>
public sealed class RunningAppHosts : IAsyncLifetime
{
    private readonly string _data = Path.Combine(Path.GetTempPath(), $"headhuntr-apphost-{Guid.NewGuid():N}");

    internal AppHostProcess Host { get; private set; } = null!;

    internal AppHostProcess WithDashboard { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        (Host, WithDashboard) = (AppHostProcess.Start($"{_data}-one"), AppHostProcess.Start($"{_data}-two", hasDashboard: true));
        await Task.WhenAll(Host.ReadyAsync(), WithDashboard.ReadyAsync());
    }

    /// <summary>The one is killed, which must take its dashboard along.</summary>
    public async ValueTask DisposeAsync()
    {
        await WithDashboard.EndedAsync("KILL");
        await WithDashboard.DisposeAsync();
        await Host.DisposeAsync();
        foreach (var host in new[] { Host, WithDashboard })
            if (Directory.Exists(host.DataFolder)) Directory.Delete(host.DataFolder, recursive: true);
    }
}
