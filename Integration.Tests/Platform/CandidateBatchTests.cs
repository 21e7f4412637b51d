using System.Net;
using System.Net.Http.Json;
using Integration.Tests.Stack;

namespace Integration.Tests.Platform;

/// <summary>Up to a thousand candidates at a time: one bad row never loses the good ones.</summary>
public sealed class CandidateBatchTests(StackFixture stack)
{
    [Fact]
    public async Task A_batch_tells_what_was_created_updated_and_rejected()
    {
        var account = await stack.CreateAccountAsync();
        await PostAsync(account, """[{"id":"old","name":"Old","stage":"potential"}]""");

        var result = await (await PostAsync(account, """
            [{"id":"old","name":"Older","stage":"qualified"},
             {"id":"new","name":"New","stage":"potential","emails":["new@people.example"]},
             {"id":"no name","name":"X","stage":"potential"},
             {"id":"nameless","stage":"potential"},
             {"id":"blank","name":" ","stage":"potential"},
             {"id":"null-name","name":null,"stage":"potential"},
             {"id":"wrong-type","name":"X","stage":7},
             {"id":"bad-email","name":"X","stage":"potential","emails":["not an address"]},
             {"id":"null-email","name":"X","stage":"potential","emails":[null]},
             {"id":"crlf","name":"X\r\nY","stage":"potential"},
             {"id":"nul","name":"X","stage":"potential","notes":[{"text":"a\u0000b"}]},
             {"id":"lone","name":"\ud800","stage":"potential"},
             {"id":"\ud800","name":"X","stage":"potential"},
             {"id":"bad-phone","name":"X","stage":"potential","phones":[{"type":"mobile"}]},
             {"id":"bad-note","name":"X","stage":"potential","notes":[{"text":"x","createdAt":"yesterday"}]},
             {"id":7,"name":"X","stage":"potential"},
             {"name":"X","stage":"potential"},
             null, 7, "text", [], true]
            """)).JsonAsync();

        Assert.Equal((1, 1), (result.GetProperty("created").GetInt32(), result.GetProperty("updated").GetInt32()));
        var rejected = result.Items("rejected");
        Assert.Equal(20, rejected.Count);
        Assert.All(rejected, row => Assert.Equal(row.TextOrNull("id") == "bad-email" ? "email-not-valid" : "validation", row.Text("code")));
        Assert.All(rejected, row => Assert.NotEmpty(row.Text("detail")));
        Assert.All(rejected, row => ProblemAssert.ShowsNothingInside(row.Text("detail")));
        Assert.Equal(
            ["no name", "nameless", "blank", "null-name", "wrong-type", "bad-email", "null-email", "crlf", "nul", "lone", null, "bad-phone", "bad-note"],
            rejected.Take(13).Select(row => row.GetProperty("id").GetString()));
        Assert.Equal(
            [("new", "New"), ("old", "Older")],
            (await account.GetJsonAsync(account.Admin, "candidates")).Items().Select(row => (row.Text("id"), row.Text("name"))));
    }

    [Fact]
    public async Task A_thousand_are_taken_and_one_more_is_too_many()
    {
        var account = await stack.CreateAccountAsync();
        var rows = Enumerable.Range(1, 1_001).Select(number => new { id = $"c-{number:D4}", name = "A person", stage = "potential" }).ToList();

        await (await stack.Platform.PostAsJsonAsync(account.PlatformPath("candidates"), rows)).ProblemAsync(HttpStatusCode.BadRequest, "too-many");
        Assert.Empty((await account.GetJsonAsync(account.Admin, "candidates")).Items());

        var result = await (await stack.Platform.PostAsJsonAsync(account.PlatformPath("candidates"), rows.Take(1_000))).JsonAsync();
        Assert.Equal(1_000, result.GetProperty("created").GetInt32());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("[{]")]
    [InlineData("7")]
    public async Task What_is_no_array_of_at_least_one_is_400(string body)
    {
        var account = await stack.CreateAccountAsync();

        await (await PostAsync(account, body)).ProblemAsync(HttpStatusCode.BadRequest, "validation");
    }

    [Fact]
    public async Task Of_a_candidate_that_comes_twice_in_a_batch_the_last_one_counts()
    {
        var account = await stack.CreateAccountAsync();

        var result = await (await PostAsync(
            account, """[{"id":"c-1","name":"First","stage":"potential"},{"id":"c-1","name":"Last","stage":"potential"}]""")).JsonAsync();

        Assert.Equal(2, result.GetProperty("created").GetInt32() + result.GetProperty("updated").GetInt32());
        Assert.Equal("Last", (await account.GetJsonAsync(account.Admin, "candidates/c-1")).Text("name"));
    }

    [Fact]
    public async Task Batches_of_the_same_candidates_at_once_do_not_stand_in_each_others_way()
    {
        var account = await stack.CreateAccountAsync();
        var rows = Enumerable.Range(1, 200).Select(number => new { id = $"c-{number}", name = "A person", stage = "potential" }).ToList();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(turn =>
            stack.Platform.PostAsJsonAsync(account.PlatformPath("candidates"), turn % 2 == 0 ? rows : [.. Enumerable.Reverse(rows)])));

        var results = await Task.WhenAll(answers.Select(answer => answer.JsonAsync()));
        Assert.Equal(200, results.Sum(result => result.GetProperty("created").GetInt32()));
        Assert.Equal(1_000, results.Sum(result => result.GetProperty("updated").GetInt32()));
    }

    private Task<HttpResponseMessage> PostAsync(TestAccount account, string json) =>
        stack.Platform.PostAsync(account.PlatformPath("candidates"), new StringContent(json, mediaType: new("application/json")));
}
