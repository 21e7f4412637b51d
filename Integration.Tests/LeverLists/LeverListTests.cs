using System.Text.Json.Nodes;
using Integration.Tests.Sandbox;
using Integration.Tests.Stack;

namespace Integration.Tests.LeverLists;

/// <summary>Lever's lists for pickers, with Lever's traps.</summary>
public sealed class LeverListTests(StackFixture stack)
{
    public static TheoryData<string> Lists => ["postings", "requisitions", "stages", "users"];

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_list_is_for_mapped_members_and_admins_and_needs_a_connection(string list)
    {
        var account = await stack.ActiveAccountAsync();
        await account.SendAsync(HttpMethod.Delete, account.Admin, $"user-mappings/{account.Admin}", null);

        foreach (var member in (string[])[account.Admin, account.Recruiter])
        {
            var shown = await account.GetJsonAsync(member, $"lever/{list}");
            Assert.True(shown.GetProperty("available").GetBoolean());
            Assert.All(shown.Items(), item => Assert.False(string.IsNullOrEmpty(item.Text("id")) || string.IsNullOrEmpty(item.Text("text"))));
            Assert.NotEmpty(shown.Items());
        }

        await stack.ScenarioAsync(s => s.As(account.UnmappedRecruiter).Get.To(account.Path($"lever/{list}")).ProblemShouldBe(403, "user-not-mapped"));
        await stack.ScenarioAsync(s => s.As(account.Admin).Delete.To(account.Path("connection")).StatusCodeShouldBe(204));
        await stack.ScenarioAsync(s => s.As(account.Recruiter).Get.To(account.Path($"lever/{list}")).ProblemShouldBe(409, "not-authorized"));
    }

    [Fact]
    public async Task Postings_are_the_published_ones_of_both_channels_and_the_unlisted_ones_and_no_others()
    {
        var account = await stack.ActiveAccountAsync();

        var shown = (await account.GetJsonAsync(account.Recruiter, "lever/postings?limit=200")).Items().Select(posting => posting.Text("id")).Order();

        Assert.Equal(
            account.Lever.Postings.Where(posting => posting is { State: "published" or "internal", Confidentiality: "non-confidential" })
                .Select(posting => posting.Id).Order(),
            shown);
    }

    [Fact]
    public async Task A_Limited_Team_Member_sees_the_postings_that_they_own_hire_for_or_follow()
    {
        var account = await stack.ActiveAccountAsync();
        var limited = account.Lever.User("limited team member");
        await account.MapAsync(account.Recruiter, limited.Email);
        var lever = await account.Lever.AuthorizeAsync();
        var all = new List<JsonObject>();
        foreach (var state in (string[])["published&distributionChannel=public&distributionChannel=internal", "internal"])
            all.AddRange(await lever.ListAsync($"postings?state={state}"));
        var theirs = all.Where(posting => posting["owner"]?.GetValue<string>() == limited.Id || posting["hiringManager"]?.GetValue<string>() == limited.Id
            || posting["followers"]!.AsArray().Any(follower => follower!.GetValue<string>() == limited.Id)).Select(posting => posting.Text("id")).ToList();

        var shown = (await account.GetJsonAsync(account.Recruiter, "lever/postings?limit=200")).Items().Select(posting => posting.Text("id"));

        Assert.NotEmpty(theirs);
        Assert.True(theirs.Count < all.Count);
        Assert.Equal(theirs.Order(), shown.Order());
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("forbidden")]
    public async Task Where_the_customers_Lever_has_no_requisitions_they_are_not_available(string rule)
    {
        var account = await stack.ActiveAccountAsync();
        await account.Lever.ChangeRulesAsync(new { requisitions = rule });

        var shown = await account.GetJsonAsync(account.Recruiter, "lever/requisitions");

        Assert.Empty(shown.Items());
        Assert.False(shown.GetProperty("available").GetBoolean());
    }

    [Fact]
    public async Task A_search_looks_at_what_a_person_sees_and_a_requisition_names_its_postings()
    {
        var account = await stack.ActiveAccountAsync();
        var posting = account.Lever.Posting("Field Service Technician");

        Assert.Equal(posting.Id, Assert.Single((await account.GetJsonAsync(account.Recruiter, "lever/postings?search=fIELD%20service")).Items()).Text("id"));
        Assert.Empty((await account.GetJsonAsync(account.Recruiter, "lever/postings?search=no%20such%20posting")).Items());
        var requisition = Assert.Single((await account.GetJsonAsync(account.Recruiter, "lever/requisitions?search=eng-101")).Items());
        Assert.NotEmpty(requisition.Items("postings"));
        var email = account.Lever.User("team member").Email;
        Assert.Equal(email, Assert.Single((await account.GetJsonAsync(account.Admin, $"lever/users?search={email}")).Items()).Text("email"));
    }

    [Fact]
    public async Task A_list_is_remembered_for_its_own_account_only()
    {
        var (account, other) = (await stack.ActiveAccountAsync(), await stack.ActiveAccountAsync());
        var mine = (await account.GetJsonAsync(account.Admin, "lever/users")).Items().Select(user => user.Text("id")).ToList();
        var calls = (await account.Lever.LedgerAsync()).CallsTo("GET", "/v1/users");

        Assert.Equal(mine, (await account.GetJsonAsync(account.Admin, "lever/users")).Items().Select(user => user.Text("id")));
        Assert.Equal(calls, (await account.Lever.LedgerAsync()).CallsTo("GET", "/v1/users"));
        Assert.Empty(mine.Intersect((await other.GetJsonAsync(other.Admin, "lever/users")).Items().Select(user => user.Text("id"))));
    }
}
