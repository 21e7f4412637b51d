using System.Net.Http.Json;
using System.Text.Json;
using Alba;
using Integration.Tests.Stack;

namespace Integration.Tests.UserMappings;

/// <summary>Members and their Lever users, found by e-mail.</summary>
public sealed class UserMappingTests(StackFixture stack)
{
    [Fact]
    public async Task A_mapping_shows_the_Lever_user_and_counts()
    {
        var account = await ConnectedAsync();
        var user = account.Lever.User("team member");

        var answer = (await PutAsync(account, account.Recruiter, new { leverEmail = user.Email.ToUpperInvariant() }, _ => { })).ReadAsJson<JsonElement>();

        Assert.Equal(
            (account.Recruiter, user.Id, user.Email, user.Name, true),
            (answer.Text("memberId"), answer.Text("leverUserId"), answer.Text("leverEmail"), answer.Text("leverName"), answer.GetProperty("active").GetBoolean()));
        var shown = (await RowAsync(account, account.Recruiter)).GetProperty("leverUser");
        Assert.Equal((user.Id, user.Email, user.Name, "team member"), (shown.Text("id"), shown.Text("email"), shown.Text("name"), shown.Text("accessRole")));
        Assert.Equal(1, (await account.GetJsonAsync(account.Recruiter, "connection")).GetProperty("mappedUsers").GetInt32());
        var cookie = await account.CookieAsync(account.Recruiter);
        Assert.True((await stack.ScenarioAsync(s => s.WithCookie(cookie).Get.To("/me"))).ReadAsJson<JsonElement>().GetProperty("mapped").GetBoolean());
    }

    [Fact]
    public async Task A_Lever_user_of_the_same_address_is_suggested_case_aside_until_the_member_is_mapped()
    {
        var account = await ConnectedAsync();
        var user = account.Lever.User("team member");
        await stack.Platform.PutAsJsonAsync(
            account.PlatformPath($"members/{account.Recruiter}"), new { name = "Ravi", email = user.Email.ToUpperInvariant(), role = "recruiter" });

        var suggestion = (await RowAsync(account, account.Recruiter)).GetProperty("suggestion");
        Assert.Equal((user.Id, user.Email, user.Name), (suggestion.Text("id"), suggestion.Text("email"), suggestion.Text("name")));
        Assert.False((await RowAsync(account, account.UnmappedRecruiter)).TryGetProperty("suggestion", out _));

        await account.MapAsync(account.Recruiter, user.Email);
        Assert.False((await RowAsync(account, account.Recruiter)).TryGetProperty("suggestion", out _));
    }

    [Fact]
    public async Task A_mapped_user_who_is_deactivated_in_Lever_since_is_told()
    {
        var (account, other) = (await ConnectedAsync(), await ConnectedAsync());
        foreach (var connected in new[] { account, other }) await connected.MapAsync(connected.Recruiter, connected.Lever.User("team member").Email);
        await account.Lever.DeactivateUserAsync(account.Lever.User("team member").Id);

        Assert.True((await RowAsync(account, account.Recruiter)).GetProperty("leverUser").GetProperty("isDeactivated").GetBoolean());
        Assert.False((await RowAsync(other, other.Recruiter)).GetProperty("leverUser").GetProperty("isDeactivated").GetBoolean());
    }

    [Fact]
    public async Task An_interviewer_is_neither_suggested_nor_taken()
    {
        var account = await ConnectedAsync();
        var interviewer = account.Lever.User("interviewer");
        await stack.Platform.PutAsJsonAsync(
            account.PlatformPath($"members/{account.Recruiter}"), new { name = "Ravi", email = interviewer.Email, role = "recruiter" });

        var row = await RowAsync(account, account.Recruiter);
        Assert.False(row.TryGetProperty("suggestion", out _));
        Assert.True(row.GetProperty("roleTooLow").GetBoolean());
        await PutAsync(account, account.Recruiter, new { leverEmail = interviewer.Email }, s => s.ProblemShouldBe(422, "lever-role-too-low"));
    }

    [Fact]
    public async Task An_unknown_and_a_deactivated_Lever_user_are_refused_and_the_mapping_before_stays()
    {
        var account = await ConnectedAsync();
        var user = account.Lever.User("team member");
        await account.MapAsync(account.Recruiter, user.Email);

        await PutAsync(account, account.Recruiter, new { leverEmail = "nobody@elsewhere.example" }, s => s.ProblemShouldBe(422, "lever-user-not-found"));
        await PutAsync(account, account.Recruiter, new { leverEmail = account.Lever.Users.First(one => one.Deactivated).Email }, s => s.ProblemShouldBe(422, "lever-user-deactivated"));

        Assert.Equal(user.Id, (await RowAsync(account, account.Recruiter)).GetProperty("leverUser").Text("id"));
    }

    [Fact]
    public async Task A_mapping_that_is_not_active_counts_as_none_and_is_kept()
    {
        var account = await ConnectedAsync();
        var email = account.Lever.User("team member").Email;

        await PutAsync(account, account.Recruiter, new { leverEmail = email, active = false }, _ => { });

        var row = await RowAsync(account, account.Recruiter);
        Assert.Equal((email, false), (row.GetProperty("leverUser").Text("email"), row.GetProperty("active").GetBoolean()));
        Assert.Equal(0, (await account.GetJsonAsync(account.Admin, "connection")).GetProperty("mappedUsers").GetInt32());
        await stack.ScenarioAsync(s => s.As(account.Recruiter).Post.To(account.Path("exports"), new { candidateIds = new[] { "x" } }).ProblemShouldBe(403, "user-not-mapped"));
    }

    [Fact]
    public async Task Removing_a_mapping_is_204_also_when_there_is_none()
    {
        var account = await ConnectedAsync();
        await account.MapAsync(account.Recruiter, account.Lever.User("team member").Email);

        foreach (var member in (string[])[account.Recruiter, account.Recruiter, "nobody"])
            await stack.ScenarioAsync(s => s.As(account.Admin).Delete.To(account.Path($"user-mappings/{member}")).StatusCodeShouldBe(204));

        Assert.False((await RowAsync(account, account.Recruiter)).TryGetProperty("leverUser", out _));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"leverEmail\":null}")]
    [InlineData("{\"leverEmail\":\"no address\"}")]
    [InlineData("{\"leverEmail\":\"a@b.example\\r\\nBcc: c@d.example\"}")]
    [InlineData("{\"leverEmail\":\"a@b.example\",\"active\":\"yes\"}")]
    public async Task What_is_no_mapping_is_400(string body)
    {
        var account = await ConnectedAsync();

        await PutAsync(account, account.Recruiter, body, s => s.ProblemShouldBe(400, "validation"));
    }

    [Fact]
    public async Task An_unknown_member_is_404_and_without_a_connection_it_is_409()
    {
        var account = await stack.CreateAccountAsync();

        await PutAsync(account, "nobody", new { leverEmail = "a@b.example" }, s => s.ProblemShouldBe(404, "not-found"));
        await PutAsync(account, account.Recruiter, new { leverEmail = "a@b.example" }, s => s.ProblemShouldBe(409, "not-authorized"));
        Assert.False((await RowAsync(account, account.Recruiter)).TryGetProperty("suggestion", out _));
    }

    private async Task<TestAccount> ConnectedAsync()
    {
        var account = await stack.CreateAccountAsync();
        await account.ConnectAsync();
        return account;
    }

    private Task<IScenarioResult> PutAsync(TestAccount account, string member, object body, Action<Scenario> answer) =>
        stack.ScenarioAsync(s => answer(s.As(account.Admin).Put.To(account.Path($"user-mappings/{member}"), body)));

    private static async Task<JsonElement> RowAsync(TestAccount account, string member) =>
        Assert.Single((await account.GetJsonAsync(account.Admin, "user-mappings")).Items(), row => row.Text("memberId") == member);
}
