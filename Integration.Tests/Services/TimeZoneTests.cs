using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using AppHost.Embedded;
using Integration.Api.Data;
using Integration.Tests.Stack;

namespace Integration.Tests.Services;

/// <summary>A machine has a time zone, and what it says and takes must not depend on it.</summary>
public sealed class TimeZoneTests(StackFixture stack)
{
    [Fact]
    public async Task A_time_without_an_offset_is_UTC_wherever_the_service_runs()
    {
        var account = await stack.CreateAccountAsync();
        using var api = StartInTokyo(out var url);
        try
        {
            using var platform = StackFixture.PlatformClient(url);
            await EventuallyAsync.TrueAsync(() => AnswersAsync(platform), "the API in Tokyo answers");
            object[] notes = [new { text = "A", createdAt = "2026-01-02T03:04:05" }, new { text = "B", createdAt = "2026-01-02T03:04:05+09:00" }, new { text = "C", createdAt = "2026-01-02" }];

            await platform.PutAsJsonAsync(account.PlatformPath("candidates/c-1"), new { name = "Ada", stage = "potential", notes });
        }
        finally
        {
            api.Kill();
        }

        Assert.Equal(
            ["2026-01-02T03:04:05+00:00", "2026-01-01T18:04:05+00:00", "2026-01-02T00:00:00+00:00"],
            (await account.GetJsonAsync(account.Admin, "candidates/c-1")).Items("notes").Select(note => note.Text("createdAt")));
    }

    /// <summary>One more API of the stack, as a process of its own, whose machine is there.</summary>
    private Process StartInTokyo(out Uri url)
    {
        var port = LoopbackPort.Free();
        url = new($"http://localhost:{port}");
        var start = new ProcessStartInfo("dotnet", [typeof(IntegrationDbContext).Assembly.Location]);
        foreach (var (key, value) in stack.ApiSettings(port, stack.Ui.Port)) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["ASPNETCORE_URLS"] = url.ToString();
        start.Environment["TZ"] = "Asia/Tokyo";
        return Process.Start(start)!;
    }

    private static async Task<bool> AnswersAsync(HttpClient api)
    {
        try
        {
            return (await api.GetAsync("/health")).StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
