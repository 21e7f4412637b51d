using System.Diagnostics;
using System.Net;

namespace Integration.Tests.AppHost;

/// <summary>How a start comes to its end.</summary>
public sealed class AppHostEndTests : IDisposable
{
    private readonly string _data = Path.Combine(Path.GetTempPath(), $"headhuntr-apphost-{Guid.NewGuid():N}");

    [Fact]
    public async Task However_it_ends_nothing_is_left_and_the_next_start_finds_the_data()
    {
        var expected = HttpStatusCode.Created;
        (string, int, Func<ProcessStartInfo, ProcessStartInfo>?)[] ends = [("INT", 0, null), ("TERM", 0, null), ("KILL", 137, null), ("KILL", 137, ByDotnetRun)];
        foreach (var (signal, exitCode, change) in ends)
        {
            await using var host = await AppHostProcess.Start(_data, change: change).ReadyAsync();
            Assert.Equal(expected, await host.PutAccountAsync("kept"));

            await host.EndedAsync(signal);

            Assert.Equal(exitCode, host.ExitCode);
            expected = HttpStatusCode.OK;
        }
    }

    [Fact]
    public async Task A_service_that_ends_at_its_start_is_named_with_its_reason()
    {
        await using var host = AppHostProcess.Start(_data, change: start =>
        {
            start.Environment["Lever__Burst"] = "plenty";
            return start;
        });

        await host.RefusedAsync("'plenty' at 'Lever:Burst'");
    }

    [Theory]
    [InlineData("Integration.Api", "The service 'api' was killed")]
    [InlineData("postgres", "The server 'leverdb' ended by itself")]
    public async Task What_is_killed_ends_everything_where_no_dashboard_could_start_it_again(string program, string why)
    {
        await using var host = await AppHostProcess.Start(_data).ReadyAsync();

        await host.KillAsync(program);

        await host.RefusedAsync(why);
    }

    public void Dispose()
    {
        if (Directory.Exists(_data)) Directory.Delete(_data, recursive: true);
    }

    private static ProcessStartInfo ByDotnetRun(ProcessStartInfo start)
    {
        string[] run = ["run", "--no-build", "--configuration", BuiltOutput.Configuration, "--project", Path.Combine(BuiltOutput.Solution, "AppHost"), "--"];
        foreach (var argument in run.Reverse()) start.ArgumentList.Insert(0, argument);
        (start.FileName, start.WorkingDirectory) = ("dotnet", BuiltOutput.Solution);
        return start;
    }
}
