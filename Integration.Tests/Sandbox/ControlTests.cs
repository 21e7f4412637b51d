using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;

namespace Integration.Tests.Sandbox;

/// <summary>Organisations, faults, the bucket, the ledger and what survives a restart.</summary>
public sealed class ControlTests(SandboxFixture sandbox)
{
    private const string Opportunities = "/v1/opportunities";

    [Fact]
    public async Task Organisations_share_no_id_no_email_and_no_data()
    {
        var (one, oneApi) = await ConnectAsync();
        var (two, twoApi) = await ConnectAsync();

        var created = await CreateAsync(one, oneApi, "Only in one");

        Assert.Empty(one.Users.Select(user => user.Id).Intersect(two.Users.Select(user => user.Id)));
        Assert.Empty(one.Users.Select(user => user.Email).Intersect(two.Users.Select(user => user.Email)));
        Assert.Empty(one.Postings.Select(posting => posting.Id).Intersect(two.Postings.Select(posting => posting.Id)));
        await oneApi.GetAsync($"opportunities/{created}");
        await twoApi.GetAsync($"opportunities/{created}", HttpStatusCode.NotFound);
        await twoApi.GetAsync($"postings/{one.Postings[0].Id}", HttpStatusCode.NotFound);
        Assert.DoesNotContain((await two.LedgerAsync()).Opportunities, opportunity => opportunity.Id == created);
    }

    [Fact]
    public async Task The_demo_organisation_is_always_there_with_the_demo_members()
    {
        var http = (await sandbox.CreateOrganisationAsync()).Http;

        var page = await http.GetStringAsync("/");
        var ledger = await http.GetFromJsonAsync<SandboxLedger>("/sandbox/ledger");

        Assert.Contains("Candidates of Northwind Robotics", page, StringComparison.Ordinal);
        Assert.Contains(ledger!.Opportunities, opportunity => opportunity.Emails.Contains("mira.voss@example.org"));
    }

    [Fact]
    public async Task A_new_organisation_takes_a_name_and_users_of_its_own()
    {
        var lever = await sandbox.CreateOrganisationAsync(
            new { name = "Tulip", users = new object[] { new { name = "Una Unmapped", accessRole = "admin" }, new { name = "Gone", email = "gone@tulip.example", deactivated = true } } });

        Assert.Equal("Tulip", lever.Name);
        Assert.Equal("admin", lever.Users.Single(user => user.Name == "Una Unmapped").AccessRole);
        Assert.True(lever.Users.Single(user => user.Email == "gone@tulip.example").Deactivated);
    }

    [Fact]
    public async Task The_bucket_gives_the_burst_and_then_429_without_Retry_After()
    {
        var (lever, api) = await ConnectAsync();
        await lever.ChangeRulesAsync(new { requestsPerSecond = 0.001, burst = 3 });

        for (var i = 0; i < 3; i++) await api.GetAsync("stages");
        using var refused = await api.RawAsync(HttpMethod.Get, "stages");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Null(refused.Headers.RetryAfter);
        Assert.Equal(1, (await lever.LedgerAsync()).TooManyRequests);
    }

    [Fact]
    public async Task The_bucket_fills_again_at_its_rate()
    {
        var (lever, api) = await ConnectAsync();
        await lever.ChangeRulesAsync(new { requestsPerSecond = 50, burst = 1 });
        var time = Stopwatch.StartNew();

        var answered = 0;
        while (answered < 10)
        {
            using var answer = await api.RawAsync(HttpMethod.Get, "stages");
            if (answer.IsSuccessStatusCode) answered++;
        }

        Assert.InRange(time.ElapsedMilliseconds, 170, 10_000);
    }

    [Theory]
    [InlineData("400", HttpStatusCode.BadRequest)]
    [InlineData("403", HttpStatusCode.Forbidden)]
    [InlineData("429", HttpStatusCode.TooManyRequests)]
    [InlineData("500", HttpStatusCode.InternalServerError)]
    [InlineData("503", HttpStatusCode.ServiceUnavailable)]
    public async Task A_failing_status_comes_as_often_as_ordered_and_nothing_is_written(string kind, HttpStatusCode status)
    {
        var (lever, api) = await ConnectAsync();
        var before = (await lever.LedgerAsync()).Live;
        await lever.FailAsync("POST", Opportunities, kind, times: 2);

        await api.PostAsync(As(lever), new { name = "Ada" }, status);
        await api.PostAsync(As(lever), new { name = "Ada" }, status);
        await api.GetAsync("opportunities");
        Assert.Equal(before, (await lever.LedgerAsync()).Live);

        await api.PostAsync(As(lever), new { name = "Ada" });
        var ledger = await lever.LedgerAsync();
        Assert.Equal(before + 1, ledger.Live);
        Assert.Equal(3, ledger.CallsTo("POST", Opportunities));
        Assert.Equal(2, ledger.Answers("POST", Opportunities, kind));
    }

    [Fact]
    public async Task A_500_after_the_work_leaves_the_opportunity_there()
    {
        var (lever, api) = await ConnectAsync();
        await lever.FailAsync("POST", Opportunities, "500", after: true);

        await api.PostAsync(As(lever), new { name = "There anyway" }, HttpStatusCode.InternalServerError);

        Assert.Single((await lever.LedgerAsync()).Opportunities, opportunity => opportunity.Name == "There anyway");
    }

    [Theory]
    [InlineData("cut-before", 0)]
    [InlineData("cut-after", 1)]
    public async Task A_cut_connection_gives_no_answer_before_or_after_the_work(string kind, int written)
    {
        var (lever, api) = await ConnectAsync();
        await lever.FailAsync("POST", Opportunities, kind);

        await Assert.ThrowsAsync<HttpRequestException>(() => api.PostAsync(As(lever), new { name = "Cut" }));

        var ledger = await lever.LedgerAsync();
        Assert.Equal(written, ledger.Opportunities.Count(opportunity => opportunity.Name == "Cut"));
        Assert.Equal(1, ledger.Answers("POST", Opportunities, "cut"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_delay_comes_before_or_after_the_work_and_does_not_change_the_answer(bool after)
    {
        var (lever, api) = await ConnectAsync();
        await lever.FailAsync("POST", Opportunities, "delay", delayMs: 1_000, after: after);
        var asked = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

        var answer = await api.PostAsync(As(lever), new { name = "Late" });

        var answered = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var written = (await lever.LedgerAsync()).Opportunities.Single(o => o.Name == "Late").WrittenAt;
        Assert.Equal("Late", answer.Data().Text("name"));
        Assert.InRange(after ? answered - written : written - asked, 990, 30_000);
        Assert.InRange(after ? written - asked : answered - written, 0, 900);
    }

    [Fact]
    public async Task A_caller_who_gives_up_during_a_delay_finds_the_work_done_later()
    {
        var (lever, api) = await ConnectAsync();
        await lever.FailAsync("POST", Opportunities, "delay", delayMs: 300);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => api.RawAsync(HttpMethod.Post, As(lever), new { name = "Abandoned" }, deadline.Token));

        await EventuallyAsync(async () => (await lever.LedgerAsync()).Opportunities.Any(o => o.Name == "Abandoned"));
    }

    [Fact]
    public async Task Faults_of_one_organisation_do_not_touch_another_and_can_be_cleared()
    {
        var (one, oneApi) = await ConnectAsync();
        var (_, twoApi) = await ConnectAsync();
        await one.FailAsync("*", "/v1", "500", times: 100);

        await twoApi.GetAsync("stages");
        await oneApi.GetAsync("stages", HttpStatusCode.InternalServerError);
        await one.ClearFaultsAsync();
        await oneApi.GetAsync("stages");
    }

    [Fact]
    public async Task An_unknown_organisation_kind_or_rule_is_refused()
    {
        var lever = await sandbox.CreateOrganisationAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await lever.Http.GetAsync("/sandbox/ledger?organisation=nobody")).StatusCode);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await lever.Http.PutAsJsonAsync("/sandbox/faults", new { method = "GET", path = "/v1", kind = "flood", times = 1 })).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await lever.Http.PutAsJsonAsync("/sandbox/rules", new { gravity = false })).StatusCode);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(308)]
    public async Task Calls_for_a_european_customer_are_redirected_to_the_other_data_centre(int status)
    {
        var (lever, api) = await ConnectAsync();
        await lever.ChangeRulesAsync(new { isInEurope = true, redirectStatus = status });

        using var redirect = await api.RawAsync(HttpMethod.Post, As(lever), new { name = "Ada" });
        using var there = await api.RawAsync(HttpMethod.Get, "../eu/v1/opportunities?limit=1");

        Assert.Equal(status, (int)redirect.StatusCode);
        Assert.Equal($"{sandbox.Url}eu/v1/{As(lever)}", redirect.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.OK, there.StatusCode);
        Assert.Equal("eu", there.Headers.GetValues("x-lever-region").Single());
        Assert.DoesNotContain((await lever.LedgerAsync()).Opportunities, opportunity => opportunity.Name == "Ada");
    }

    [Fact]
    public async Task The_page_shows_who_arrived_with_source_and_posting()
    {
        var (lever, api) = await ConnectAsync();
        var posting = lever.Posting("Field Service Technician");
        await api.PostAsync(As(lever), new { name = "<Ada>", sources = new[] { "headhuntr.io" }, postings = new[] { posting.Id } });

        var page = await lever.Http.GetStringAsync($"/?organisation={lever.Id}");

        Assert.Contains("&lt;Ada&gt;", page, StringComparison.Ordinal);
        Assert.Contains("headhuntr.io", page, StringComparison.Ordinal);
        Assert.Contains(posting.Text, page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/alive")]
    [InlineData("/health")]
    public async Task It_says_that_it_is_well(string path)
    {
        var http = (await sandbox.CreateOrganisationAsync()).Http;

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(path)).StatusCode);
    }

    internal static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        var time = Stopwatch.StartNew();
        while (!await condition()) Assert.True(time.Elapsed < TimeSpan.FromSeconds(20), "It did not happen within 20 seconds.");
    }

    private static string As(SandboxOrganisation lever) => $"opportunities?perform_as={lever.SuperAdmin.Id}";

    private static async Task<string> CreateAsync(SandboxOrganisation lever, SandboxApi api, string name) =>
        (await api.PostAsync(As(lever), new { name })).Data().Text("id");

    private async Task<(SandboxOrganisation Lever, SandboxApi Api)> ConnectAsync()
    {
        var lever = await sandbox.CreateOrganisationAsync();
        return (lever, await lever.AuthorizeAsync());
    }
}
