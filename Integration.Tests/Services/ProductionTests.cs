using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using AppHost.Embedded;
using Integration.Api.Data;
using Integration.Tests.Stack;
using Integration.Ui;
using Npgsql;

namespace Integration.Tests.Services;

/// <summary>In Production nothing made for development answers, and no secret is missing silently.</summary>
public sealed class ProductionTests(StackFixture stack)
{
    public static TheoryData<string> Needed =>
    [
        "ConnectionStrings__leverdb", "ConnectionStrings__redis", "Lever__ClientId", "Lever__ClientSecret", "Platform__ApiKey", "PublicUrls__Api", "PublicUrls__Ui",
    ];

    [Theory]
    [MemberData(nameof(Needed))]
    public async Task A_setting_that_is_missing_or_empty_stops_the_start_with_a_sentence_that_names_it(string key)
    {
        foreach (var value in (string?[])[null, "", " "])
        {
            var (code, error) = await StartAsync(settings => settings[key] = value);

            Assert.NotEqual(0, code);
            Assert.Contains(key, error);
            Assert.Single(error.Trim().Split('\n'));
        }
    }

    [Theory]
    [InlineData("development-key")]
    [InlineData("development-key-development-key")]
    [InlineData("23-characters-are-short")]
    [InlineData("a-key-of-24-characters-0,short")]
    [InlineData(" , ")]
    public async Task A_platform_key_that_can_be_guessed_stops_the_start_with_a_sentence_that_does_not_repeat_it(string keys)
    {
        var (code, error) = await StartAsync(settings => settings["Platform__ApiKey"] = keys);

        Assert.NotEqual(0, code);
        Assert.Contains("Platform__ApiKey", error);
        Assert.DoesNotContain(keys.Split(',')[^1], error.Replace(" ", "", StringComparison.Ordinal));
        Assert.Single(error.Trim().Split('\n'));
    }

    [Fact]
    public async Task Nothing_made_for_development_answers_and_browsers_are_told_to_come_by_TLS_only()
    {
        var (apiPort, uiPort) = (LoopbackPort.Free(), LoopbackPort.Free());
        var settings = stack.ApiSettings(apiPort, uiPort);
        settings["ConnectionStrings:leverdb"] = new NpgsqlConnectionStringBuilder(stack.DatabaseConnection) { Database = $"production_{Guid.NewGuid():N}" }.ConnectionString;
        settings["PublicUrls:Api"] = "https://api.headhuntr.example";
        await using var api = new RunningService<IntegrationDbContext>(apiPort, settings, "Production");
        await using var ui = new RunningService<IntegrationApi>(uiPort, stack.UiSettings(apiPort, uiPort), "Production");
        using var platform = StackFixture.PlatformClient(api.Url);

        Assert.Equal("max-age=31536000", (await platform.GetAsync("/health")).Headers.GetValues("Strict-Transport-Security").Single());
        await (await platform.GetAsync("/development/members")).ProblemAsync(HttpStatusCode.NotFound, "not-found");
        await (await platform.PostAsJsonAsync("/development/sessions", new { accountId = "northwind", memberId = "ada" })).ProblemAsync(HttpStatusCode.NotFound, "not-found");
        await (await platform.GetAsync("/platform/accounts/northwind/events")).ProblemAsync(HttpStatusCode.NotFound, "not-found");

        var signIn = await (await platform.GetAsync(new Uri(ui.Url, "/sign-in"))).Content.ReadAsStringAsync();
        Assert.DoesNotContain("Ada", signIn);
        Assert.DoesNotContain("northwind", signIn, StringComparison.OrdinalIgnoreCase);
        foreach (var page in (string[])["/development/parts", "/development/dialog"])
            Assert.Equal(HttpStatusCode.NotFound, (await platform.GetAsync(new Uri(ui.Url, page))).StatusCode);
    }

    [Fact]
    public async Task A_bug_is_a_500_that_says_no_more_than_that()
    {
        var port = LoopbackPort.Free();
        var settings = stack.ApiSettings(port, stack.Ui.Port);
        var database = $"broken_{Guid.NewGuid():N}";
        settings["ConnectionStrings:leverdb"] = new NpgsqlConnectionStringBuilder(stack.DatabaseConnection) { Database = database }.ConnectionString;
        await using var api = new RunningService<IntegrationDbContext>(port, settings, "Development");
        await using (var connection = new NpgsqlConnection(settings["ConnectionStrings:leverdb"]))
        {
            await connection.OpenAsync();
            await using var drop = new NpgsqlCommand("DROP TABLE accounts CASCADE", connection);
            await drop.ExecuteNonQueryAsync();
        }

        using var platform = StackFixture.PlatformClient(api.Url);
        await (await platform.GetAsync("/platform/accounts/a-1/events")).ProblemAsync(HttpStatusCode.InternalServerError, "unexpected");
    }

    /// <summary>Starts the API as a process of its own, in Production, and waits for its end.</summary>
    private static async Task<(int Code, string Error)> StartAsync(Action<IDictionary<string, string?>> change)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(IntegrationDbContext).Assembly.Location]) { RedirectStandardError = true, RedirectStandardOutput = true };
        var settings = new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["ConnectionStrings__leverdb"] = "Host=127.0.0.1;Port=1;Database=none",
            ["ConnectionStrings__redis"] = "127.0.0.1:1",
            ["Lever__ClientId"] = "client",
            ["Lever__ClientSecret"] = "secret",
            ["Platform__ApiKey"] = $"{Guid.NewGuid():N}",
            ["PublicUrls__Api"] = "https://api.headhuntr.example",
            ["PublicUrls__Ui"] = "https://ui.headhuntr.example",
        };
        change(settings);
        foreach (var (key, value) in settings) start.Environment[key] = value;

        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await error + (process.ExitCode == 0 ? await output : ""));
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
