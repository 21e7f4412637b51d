using System.Net;
using System.Text.Json;
using Integration.Api.Data;
using Integration.Api.Events;
using Integration.Tests.Stack;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Integration.Tests.Events;

/// <summary>The feed that the host product reads: in order, never lost.</summary>
public sealed class EventFeedTests(StackFixture stack)
{
    [Fact]
    public async Task The_feed_is_read_page_by_page_and_next_is_always_there()
    {
        var account = await stack.CreateAccountAsync();
        var empty = await FeedAsync(account, "");
        Assert.Empty(empty.Items("events"));
        var start = empty.Text("next");
        await AppendAsync(account, 5);

        var first = await FeedAsync(account, $"?after={start}&limit=2");
        Assert.Equal(["n-1", "n-2"], Names(first));
        Assert.Equal(first.Items("events")[1].Text("cursor"), first.Text("next"));
        var second = await FeedAsync(account, $"?after={first.Text("next")}&limit=2");
        var third = await FeedAsync(account, $"?limit=2&after={second.Text("next")}");
        Assert.Equal(["n-3", "n-4", "n-5"], [.. Names(second), .. Names(third)]);
        var last = await FeedAsync(account, $"?after={third.Text("next")}");

        Assert.Empty(last.Items("events"));
        Assert.Equal(third.Text("next"), last.Text("next"));
        Assert.Equal(5, (await FeedAsync(account, "?after=&limit=1000")).Items("events").Count);
    }

    [Fact]
    public async Task A_page_has_a_hundred_events_unless_told()
    {
        var account = await stack.CreateAccountAsync();
        await AppendAsync(account, 101);

        Assert.Equal(100, (await FeedAsync(account, "")).Items("events").Count);
        Assert.Equal(101, (await FeedAsync(account, "?limit=1000")).Items("events").Count);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    [InlineData("limit=-1")]
    [InlineData("limit=ten")]
    [InlineData("limit=1.5")]
    [InlineData("limit=")]
    [InlineData("limit=1&limit=2")]
    [InlineData("after=yesterday")]
    [InlineData("after=-1")]
    [InlineData("after=99999999999999999999")]
    [InlineData("after=1&after=2")]
    [InlineData("after=%00")]
    public async Task Another_limit_or_cursor_is_400(string query)
    {
        var account = await stack.CreateAccountAsync();

        await (await stack.Platform.GetAsync(account.PlatformPath($"events?{query}"))).ProblemAsync(HttpStatusCode.BadRequest, "validation");
    }

    [Fact]
    public async Task An_event_tells_what_happened_to_whom_and_when_and_nothing_of_another_account()
    {
        var (account, other) = (await stack.ActiveAccountAsync(), await stack.CreateAccountAsync());
        var candidate = (await account.AddCandidatesAsync(1)).Single();
        var before = DateTimeOffset.UtcNow.AddSeconds(-30);

        await account.CompletedAsync(await account.ExportAsync(new { candidateIds = new[] { candidate, "unknown" } }));

        var happened = await account.EventsAsync();
        Assert.Equal(["candidate.exportFailed", "candidate.exported", "connection.activated"], happened.Select(one => one.Text("type")).Order(StringComparer.Ordinal));
        Assert.All(happened, one => Assert.InRange(one.GetProperty("occurredAt").GetDateTimeOffset(), before, DateTimeOffset.UtcNow.AddSeconds(1)));
        Assert.All(happened, one => Assert.Equal(JsonValueKind.Object, one.GetProperty("data").ValueKind));
        Assert.Equal(3, happened.Select(one => one.Text("id")).Distinct().Count());
        Assert.Equal(candidate, Assert.Single(happened, one => one.Text("type") == "candidate.exported").Text("candidateId"));
        Assert.Empty(await other.EventsAsync());
    }

    [Fact]
    public async Task A_reader_who_saw_a_cursor_has_seen_all_before_it()
    {
        var account = await stack.CreateAccountAsync();
        await using var scope = stack.ApiServices.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IntegrationDbContext>();
        await using var slow = await db.Database.BeginTransactionAsync();
        await db.AppendAsync(account.Id, [Event("slow")], CancellationToken.None);

        // The one that comes after has to wait for the commit of the first, else a reader would see it first and miss the other.
        var quick = AppendAsync(account, 1);
        Assert.Empty((await FeedAsync(account, "")).Items("events"));
        await slow.CommitAsync();
        await quick;

        Assert.Equal(["slow", "n-1"], Names(await FeedAsync(account, "")));
    }

    [Fact]
    public async Task Nothing_is_missed_while_many_write_and_one_reads()
    {
        var account = await stack.CreateAccountAsync();
        const int writers = 8, turns = 25;
        var writing = Task.WhenAll(Enumerable.Range(0, writers).Select(async _ =>
        {
            for (var turn = 0; turn < turns; turn++) await AppendAsync(account, 1);
        }));

        List<string> read = [];
        var after = "0";
        await EventuallyAsync.TrueAsync(async () =>
        {
            var page = await FeedAsync(account, $"?after={after}&limit=7");
            read.AddRange(page.Items("events").Select(one => one.Text("id")));
            after = page.Text("next");
            return writing.IsCompleted && page.Items("events").Count == 0;
        }, "all is written and read");
        await writing;

        var all = (await FeedAsync(account, "?limit=1000")).Items("events").Select(one => one.Text("id")).ToList();
        Assert.Equal(writers * turns, all.Count);
        Assert.Equal(all, read);
    }

    private static NewEvent Event(string name) => new(EventTypes.CandidateExported, DateTimeOffset.UtcNow, null, new { name });

    private async Task AppendAsync(TestAccount account, int count)
    {
        await using var scope = stack.ApiServices.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IntegrationDbContext>()
            .AppendAsync(account.Id, [.. Enumerable.Range(1, count).Select(number => Event($"n-{number}"))], CancellationToken.None);
    }

    private async Task<JsonElement> FeedAsync(TestAccount account, string query) => await (await stack.Platform.GetAsync(account.PlatformPath($"events{query}"))).JsonAsync();

    private static IEnumerable<string> Names(JsonElement feed) => feed.Items("events").Select(one => one.GetProperty("data").Text("name"));
}
