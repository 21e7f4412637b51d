using System.Net;
using System.Net.Http.Json;
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

        var answer = await (await PutAsync(account, account.Recruiter, new { leverEmail = user.Email.ToUpperInvariant() })).JsonAsync();

        Assert.Equal(
            (account.Recruiter, user.Id, user.Email, user.Name, true),
            (answer.Text("memberId"), answer.Text("leverUserId"), answer.Text("leverEmail"), answer.Text("leverName"), answer.GetProperty("active").GetBoolean()));
        var shown = (await RowAsync(account, account.Recruiter)).GetProperty("leverUser");
        Assert.Equal((user.Id, user.Email, user.Name, "team member"), (shown.Text("id"), shown.Text("email"), shown.Text("name"), shown.Text("accessRole")));
        Assert.Equal(1, (await account.GetJsonAsync(account.Recruiter, "connection")).GetProperty("mappedUsers").GetInt32());
        using var browser = await account.SignInAsync(account.Recruiter);
        Assert.True((await (await browser.GetAsync(new Uri(stack.Api, "/me"))).JsonAsync()).GetProperty("mapped").GetBoolean());
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
        await RefusedAsync(account, interviewer.Email, "lever-role-too-low");
    }

    [Fact]
    public async Task An_unknown_and_a_deactivated_Lever_user_are_refused_and_the_mapping_before_stays()
    {
        var account = await ConnectedAsync();
        var user = account.Lever.User("team member");
        await account.MapAsync(account.Recruiter, user.Email);

        await RefusedAsync(account, "nobody@elsewhere.example", "lever-user-not-found");
        await RefusedAsync(account, account.Lever.Users.First(one => one.Deactivated).Email, "lever-user-deactivated");

        Assert.Equal(user.Id, (await RowAsync(account, account.Recruiter)).GetProperty("leverUser").Text("id"));
    }

    [Fact]
    public async Task A_mapping_that_is_not_active_counts_as_none_and_is_kept()
    {
        var account = await ConnectedAsync();
        var email = account.Lever.User("team member").Email;

        await (await PutAsync(account, account.Recruiter, new { leverEmail = email, active = false })).JsonAsync();

        var row = await RowAsync(account, account.Recruiter);
        Assert.Equal((email, false), (row.GetProperty("leverUser").Text("email"), row.GetProperty("active").GetBoolean()));
        Assert.Equal(0, (await account.GetJsonAsync(account.Admin, "connection")).GetProperty("mappedUsers").GetInt32());
        await (await account.PostAsync(account.Recruiter, "exports", new { candidateIds = new[] { "x" } })).ProblemAsync(HttpStatusCode.Forbidden, "user-not-mapped");
    }

    [Fact]
    public async Task Removing_a_mapping_is_204_also_when_there_is_none()
    {
        var account = await ConnectedAsync();
        await account.MapAsync(account.Recruiter, account.Lever.User("team member").Email);

        foreach (var member in (string[])[account.Recruiter, account.Recruiter, "nobody"])
            Assert.Equal(HttpStatusCode.NoContent, (await account.SendAsync(HttpMethod.Delete, account.Admin, $"user-mappings/{member}", null)).StatusCode);

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

        await (await PutAsync(account, account.Recruiter, System.Text.Json.JsonDocument.Parse(body).RootElement)).ProblemAsync(HttpStatusCode.BadRequest, "validation");
    }

    [Fact]
    public async Task An_unknown_member_is_404_and_without_a_connection_it_is_409()
    {
        var account = await stack.CreateAccountAsync();

        await (await PutAsync(account, "nobody", new { leverEmail = "a@b.example" })).ProblemAsync(HttpStatusCode.NotFound, "not-found");
        await (await PutAsync(account, account.Recruiter, new { leverEmail = "a@b.example" })).ProblemAsync(HttpStatusCode.Conflict, "not-authorized");
        Assert.False((await RowAsync(account, account.Recruiter)).TryGetProperty("suggestion", out _));
    }

    private async Task<TestAccount> ConnectedAsync()
    {
        var account = await stack.CreateAccountAsync();
        await account.ConnectAsync();
        return account;
    }

    private static Task<HttpResponseMessage> PutAsync(TestAccount account, string member, object body) =>
        account.SendAsync(HttpMethod.Put, account.Admin, $"user-mappings/{member}", body);

    private static async Task RefusedAsync(TestAccount account, string email, string code) =>
        await (await PutAsync(account, account.Recruiter, new { leverEmail = email })).ProblemAsync(HttpStatusCode.UnprocessableEntity, code);

    private static async Task<System.Text.Json.JsonElement> RowAsync(TestAccount account, string member) =>
        Assert.Single((await account.GetJsonAsync(account.Admin, "user-mappings")).Items(), row => row.Text("memberId") == member);
}
