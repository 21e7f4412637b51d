using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Integration.Tests.Stack;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Integration.Tests.Exports;

/// <summary>Mistakes of ours, which nobody foresaw: before the call they end the item, after it they leave it in doubt, and they say nothing of the person.</summary>
public sealed class MistakeTests(StackFixture stack)
{
    [Theory]
    [InlineData("attachment; filename=\"a\\\">x.pdf\"", "a'>x.pdf")]
    [InlineData("attachment; filename*=UTF-8''Q%22.pdf", "Q'.pdf")]
    [InlineData("attachment; filename=\"CV \\\"final\\\".pdf\"", "CV 'final'.pdf")]
    public async Task A_resume_with_quotes_in_its_name_arrives(string disposition, string expected)
    {
        var account = await stack.ActiveAccountAsync();
        var candidate = (await account.AddCandidatesAsync(1))[0];
        using var file = new ByteArrayContent([1, 2, 3]);
        file.Headers.ContentType = new("application/pdf");
        file.Headers.TryAddWithoutValidation("Content-Disposition", disposition);
        Assert.Equal(HttpStatusCode.NoContent, (await stack.Platform.PutAsync(account.PlatformPath($"candidates/{candidate}/resume"), file)).StatusCode);

        var export = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = new[] { candidate } }));

        var held = await account.HeldAsync(export.GetProperty("items")[0].Text("opportunityId"));
        Assert.Equal(expected, held.Resume!.Name);
    }

    [Fact]
    public async Task One_before_the_call_fails_the_item_with_a_reason_and_is_told_without_its_text()
    {
        var lines = new ConcurrentQueue<string>();
        await using var api = await LoneApi.StartAsync(stack, new Dictionary<string, string>(), services => services.AddLogging(logging => logging.AddProvider(new HeardLines(lines))), works: true);
        await api.PushAsync([new { id = "c-1", name = "Ada", stage = "contacted" }, new { id = "c-2", name = "Bea", stage = "contacted" }]);
        await TestAccount.PutResumeAsync(api.Platform, $"/platform/accounts/{LoneApi.Account}/candidates/c-1", "cv.pdf", [1]);
        await api.SqlAsync("UPDATE resumes SET content_type = 'Secret Person'");

        var started = await (await api.SendAsync(HttpMethod.Post, "exports", new { candidateIds = new[] { "c-1", "c-2" } })).JsonAsync(HttpStatusCode.Accepted);
        var export = await EventuallyAsync.GetAsync(
            async () => await (await api.SendAsync(HttpMethod.Get, $"exports/{started.Text("id")}")).JsonAsync(),
            view => view.GetProperty("queued").GetInt32() == 0, "nothing is queued any more");

        Assert.Equal(["failed internal-error", "exported "], export.GetProperty("items").EnumerateArray().Select(item =>
            $"{item.Text("status")} {(item.TryGetProperty("code", out var code) ? code.GetString() : "")}"));
        Assert.Contains(lines, line => line.Contains("System.FormatException", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("Secret Person", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_after_the_call_leaves_the_item_in_doubt_and_the_look_finds_what_was_created()
    {
        var odd = new OddAnswer();
        await using var api = await LoneApi.StartAsync(
            stack, new Dictionary<string, string>(), services => services.AddHttpClient("LeverClient").AddHttpMessageHandler(() => odd), works: true);
        await api.PushAsync([new { id = "c-1", name = "Ada", stage = "contacted" }]);

        await api.SendAsync(HttpMethod.Post, "exports", new { candidateIds = new[] { "c-1" } });

        await EventuallyAsync.TrueAsync(async () => (await (await api.SendAsync(HttpMethod.Get, "candidates/c-1")).JsonAsync()).GetProperty("opportunities").GetArrayLength() == 1, "it is found");
        Assert.Single((await api.Lever.LedgerAsync()).Opportunities, one => one.Sources.Contains("headhuntr.io"));
        Assert.Equal(1, odd.Answers);
    }

    /// <summary>Answers the creation, which has taken place, in a charset that there is not.</summary>
    private sealed class OddAnswer : DelegatingHandler
    {
        public int Answers { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            if (request.Method != HttpMethod.Post) return answer;

            Answers++;
            answer.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json; charset=nonsense");
            return answer;
        }
    }
}
