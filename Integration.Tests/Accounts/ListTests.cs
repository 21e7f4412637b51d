using System.Text.Json;
using Integration.Tests.Stack;
using Integration.Tests.Webhooks;

namespace Integration.Tests.Accounts;

/// <summary>Lists, page by page: each thing once, in an order that stays, and nothing of another account.</summary>
public sealed class ListTests(StackFixture stack)
{
    [Theory]
    [InlineData("members", "id", 3)]
    [InlineData("requisitions", "id", 5)]
    [InlineData("candidates", "id", 5)]
    [InlineData("exports", "id", 5)]
    [InlineData("webhook-deliveries", "id", 5)]
    [InlineData("user-mappings", "memberId", 3)]
    [InlineData("lever/stages", "id", null)]
    public async Task Every_page_size_shows_each_item_once_in_the_same_order(string list, string id, int? count)
    {
        var (account, _) = (await FilledAsync(), await FilledAsync());
        var whole = Ids(await account.GetJsonAsync(account.Admin, list), id);
        if (count is not null) Assert.Equal(count, whole.Count);

        foreach (var limit in (int[])[1, 2, 3])
        {
            var seen = new List<string>();
            for (string? after = null, next = ""; next is not null; after = next)
            {
                var page = await account.GetJsonAsync(account.Admin, $"{list}?limit={limit}{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}");
                Assert.InRange(page.Items().Count, 0, limit);
                seen.AddRange(Ids(page, id));
                next = page.TextOrNull("next");
            }

            Assert.Equal(whole, seen);
        }
    }

    [Fact]
    public async Task Candidates_are_filtered_by_requisition_stage_and_search()
    {
        var account = await stack.CreateAccountAsync();
        await account.PutCandidateAsync("c-1", new { name = "Ada Lovelace", stage = "potential", requisitionId = "req-1", headline = "Engineer 100%", location = "M\u00fcnchen" });
        await account.PutCandidateAsync("c-2", new { name = "Grace Hopper", stage = "qualified", requisitionId = "req-1", emails = new[] { "grace@navy.example" } });
        await account.PutCandidateAsync("c-3", new { name = "Mary_Somerville", stage = "qualified", requisitionId = "req-2" });

        Assert.Equal(["c-1", "c-2"], await FoundAsync("requisitionId=req-1"));
        Assert.Equal(["c-2", "c-3"], await FoundAsync("stage=qualified"));
        Assert.Equal(["c-2"], await FoundAsync("stage=qualified&requisitionId=req-1"));
        Assert.Equal(["c-1"], await FoundAsync("search=LOVE"));
        Assert.Equal(["c-2"], await FoundAsync("search=navy"));
        Assert.Equal(["c-1"], await FoundAsync("search=m%C3%BCnch"));
        Assert.Equal(["c-1"], await FoundAsync($"search={Uri.EscapeDataString("mu\u0308nch")}"));
        Assert.Equal(["c-1"], await FoundAsync("search=100%25"));
        Assert.Equal(["c-3"], await FoundAsync("search=y_s"));
        Assert.Empty(await FoundAsync("requisitionId=req-3"));
        Assert.Equal(["c-1", "c-2", "c-3"], await FoundAsync("requisitionId=&stage=&search=&after="));

        async Task<List<string>> FoundAsync(string query) => Ids(await account.GetJsonAsync(account.Recruiter, $"candidates?{query}"), "id");
    }

    [Fact]
    public async Task The_history_is_newest_first_and_without_items()
    {
        var account = await stack.ActiveAccountAsync();
        var exports = new List<string>();
        foreach (var candidate in await account.AddCandidatesAsync(3)) exports.Add(await account.ExportAsync(new { candidateIds = new[] { candidate } }));

        var history = (await account.GetJsonAsync(account.Recruiter, "exports")).Items();

        Assert.Equal(Enumerable.Reverse(exports), history.Select(export => export.Text("id")));
        Assert.All(history, export => Assert.False(export.TryGetProperty("items", out _)));
        Assert.All(history, export => Assert.Equal(account.Recruiter, export.Text("createdBy")));
    }

    [Fact]
    public async Task An_export_shows_a_hundred_items_a_page()
    {
        var account = await stack.ActiveAccountAsync();
        var candidates = Enumerable.Range(1, 250).Select(number => $"unknown-{number:D3}").ToArray();
        var export = await account.ExportAsync(new { candidateIds = candidates });

        var seen = new List<string>();
        for (string? after = null, next = ""; next is not null; after = next)
        {
            var page = await account.GetJsonAsync(account.Recruiter, $"exports/{export}{(after is null ? "" : $"?after={after}")}");
            Assert.InRange(page.Items().Count, 50, 100);
            Assert.Equal(250, page.GetProperty("total").GetInt32());
            seen.AddRange(Ids(page, "candidateId"));
            next = page.TextOrNull("next");
        }

        Assert.Equal(candidates, seen);
    }

    private async Task<TestAccount> FilledAsync()
    {
        var account = await stack.ActiveAccountAsync();
        var endpoint = await account.PasteTokensAsync();
        await account.AddCandidatesAsync(5);
        for (var number = 0; number < 5; number++)
        {
            await account.PutRequisitionAsync($"req-{number}", null);
            await account.ExportAsync(new { candidateIds = new[] { $"unknown-{number}" } });
            await stack.Platform.DeliverAsync(endpoint, new Delivery("candidateHired", WebhookWords.TokenOf("candidateHired"), new { opportunityId = Guid.NewGuid() }));
        }

        return account;
    }

    private static List<string> Ids(JsonElement page, string id) =>
        [.. page.Items().Select(item => item.GetProperty(id)).Select(value => value.ValueKind == JsonValueKind.Number ? value.GetRawText() : value.GetString()!)];
}
