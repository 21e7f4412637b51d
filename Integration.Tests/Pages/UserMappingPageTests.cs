using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Integration.Tests.Stack;

namespace Integration.Tests.Pages;

/// <summary>The mapping of many members: who comes first, what is warned of, and what can be taken back.</summary>
public sealed partial class UserMappingPageTests(StackFixture stack)
{
    [Fact]
    public async Task Many_members_come_in_pages_and_are_mapped_with_progress()
    {
        var (account, visitor) = await OpenAsync(members: 60);
        using var _ = visitor;

        var first = await visitor.OpenAsync("/setup/users");
        var second = await visitor.OpenAsync(NextPage(first));
        var progress = await visitor.SubmitAsync(first, "/setup/users/suggested");
        var more = await visitor.SubmitAsync(progress, "/setup/users/suggested");
        var done = await visitor.SubmitAsync(more, "/setup/users/suggested");

        Assert.Equal((50, 13), (Rows().Count(first.Html), Rows().Count(second.Html)));
        Assert.Contains("25 of 62 users mapped", progress.Text, StringComparison.Ordinal);
        Assert.Contains("50 of 62 users mapped", more.Text, StringComparison.Ordinal);
        Assert.Contains("62 users mapped and active.", done.Text, StringComparison.Ordinal);
        Assert.Equal(62, (await account.GetJsonAsync(account.Admin, "connection")).GetProperty("mappedUsers").GetInt32());
    }

    [Fact]
    public async Task A_removed_mapping_comes_back_by_undo_as_it_was()
    {
        var (account, visitor) = await OpenAsync();
        using var _ = visitor;
        await account.MapAsync(account.UnmappedRecruiter, account.Lever.User("team member").Email);

        var removed = await visitor.SubmitAsync(await visitor.OpenAsync("/setup/users?search=uma"), "/setup/users/unmap");
        var undone = await visitor.SubmitAsync(removed, "/setup/users");

        Assert.Contains("Uma Unmapped is no longer mapped. Undo", removed.Text, StringComparison.Ordinal);
        Assert.Contains("No Lever user", removed.Text, StringComparison.Ordinal);
        Assert.Contains("1 user mapped and active.", undone.Text, StringComparison.Ordinal);
        Assert.Equal("/setup/users?Search=uma", undone.Path);
    }

    [Fact]
    public async Task What_needs_attention_comes_first_and_two_members_of_one_user_are_warned_of()
    {
        var (account, visitor) = await OpenAsync(members: 55);
        using var _ = visitor;
        var user = account.Lever.User("team member");
        await account.MapAsync(account.Recruiter, user.Email);
        await account.MapAsync(account.UnmappedRecruiter, user.Email);

        var page = await visitor.OpenAsync("/setup/users");

        Assert.True(page.Text.IndexOf("Uma Unmapped", StringComparison.Ordinal) < page.Text.IndexOf("Lever Email ID of Ada Admin", StringComparison.Ordinal));
        Assert.Contains($"Uma Unmapped is mapped to this user too: Lever shows the exports of both as {user.Name}.", page.Text, StringComparison.Ordinal);
        Assert.Contains("Mapped twice", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Levers_users_are_offered_by_name_and_one_button_is_the_main_one()
    {
        var (account, visitor) = await OpenAsync();
        using var _ = visitor;

        var suggested = await visitor.OpenAsync("/setup/users");
        var mapped = await visitor.SubmitAsync(suggested, "/setup/users/suggested");

        Assert.All(account.Lever.Users.Where(user => !user.Deactivated), user => Assert.Contains($"<option value=\"{user.Email}\">", suggested.Html, StringComparison.Ordinal));
        Assert.Contains("list=\"lever-users\"", suggested.Html, StringComparison.Ordinal);
        Assert.All(new[] { suggested, mapped }, page => Assert.Single(Primary().Matches(page.Html)));
    }

    private static string NextPage(VisitedPage page) => System.Net.WebUtility.HtmlDecode(Next().Match(page.Html).Groups[1].Value);

    /// <summary>A connected account, whose further members all have the address of one Lever user.</summary>
    private async Task<(TestAccount Account, Visitor Visitor)> OpenAsync(int members = 0)
    {
        var account = await stack.CreateAccountAsync();
        await account.ConnectAsync();
        for (var member = 1; member <= members; member++)
        {
            (await stack.Platform.PutAsJsonAsync(account.PlatformPath($"members/more-{member}"),
                new { name = $"Member {member:00}", email = account.Lever.User("team member").Email, role = "recruiter" })).EnsureSuccessStatusCode();
        }

        return (account, await Visitor.SignedInAsync(account, account.Admin));
    }

    [GeneratedRegex("<tr id=\"member-")]
    private static partial Regex Rows();

    [GeneratedRegex("class=\"button primary")]
    private static partial Regex Primary();

    [GeneratedRegex("href=\"(/setup/users\\?[^\"]*after=[^\"]*)\"")]
    private static partial Regex Next();
}
