using Alba;
using Integration.Tests.Stack;

namespace Integration.Tests.Settings;

/// <summary>An account's settings: automatic sync, and whether notes go along.</summary>
public sealed class SettingsTests(StackFixture stack)
{
    [Fact]
    public async Task At_first_nothing_is_synced_by_itself_and_notes_are_exported()
    {
        var account = await stack.CreateAccountAsync();

        await ShownAsync(account, """{"autoSync":{"enabled":false,"stages":["potential","qualified","interested"],"defaultMemberId":null},"exportNotes":true}""");
    }

    [Fact]
    public async Task A_PUT_answers_and_keeps_what_was_put_and_replaces_all_of_it()
    {
        var account = await stack.CreateAccountAsync();
        var put = $$"""{"autoSync":{"enabled":true,"stages":["interested","hot lead","interested"],"defaultMemberId":"{{account.Recruiter}}"},"exportNotes":false}""";
        var first = $$"""{"autoSync":{"enabled":true,"stages":["interested","hot lead"],"defaultMemberId":"{{account.Recruiter}}"},"exportNotes":false}""";
        const string second = """{"autoSync":{"enabled":false,"stages":[],"defaultMemberId":null},"exportNotes":true}""";

        await PutAsync(account, put, s => s.ContentShouldBe(first));
        await ShownAsync(account, first);

        await PutAsync(account, second, s => s.ContentShouldBe(second));
        await ShownAsync(account, second);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"autoSync\":null,\"exportNotes\":true}")]
    [InlineData("{\"autoSync\":{\"enabled\":true,\"stages\":null},\"exportNotes\":true}")]
    [InlineData("{\"autoSync\":{\"enabled\":true,\"stages\":[\"\"]},\"exportNotes\":true}")]
    [InlineData("{\"autoSync\":{\"enabled\":true,\"stages\":[\"a\\nb\"]},\"exportNotes\":true}")]
    [InlineData("{\"autoSync\":{\"enabled\":1,\"stages\":[]},\"exportNotes\":true}")]
    [InlineData("{\"autoSync\":{\"enabled\":true,\"stages\":[],\"defaultMemberId\":\"nobody\"},\"exportNotes\":true}")]
    [InlineData("{\"autoSync\":{\"enabled\":true,\"stages\":[],\"defaultMemberId\":\"not an id\"},\"exportNotes\":true}")]
    public async Task What_are_no_settings_is_400_and_changes_nothing(string body)
    {
        var account = await stack.CreateAccountAsync();
        var before = (await account.GetJsonAsync(account.Admin, "settings")).GetRawText();

        await PutAsync(account, body, s => s.ProblemShouldBe(400, "validation"));

        await ShownAsync(account, before);
    }

    [Fact]
    public async Task The_settings_of_another_account_are_others()
    {
        var (account, other) = (await stack.CreateAccountAsync(), await stack.CreateAccountAsync());

        await account.PutSettingsAsync(new { autoSync = new { enabled = true, stages = new[] { "interested" } }, exportNotes = false });

        Assert.True((await other.GetJsonAsync(other.Admin, "settings")).GetProperty("exportNotes").GetBoolean());
    }

    private Task PutAsync(TestAccount account, string settings, Action<Scenario> answer) =>
        stack.ScenarioAsync(s => answer(s.As(account.Admin).Put.To(account.Path("settings"), settings)));

    private Task ShownAsync(TestAccount account, string settings) =>
        stack.ScenarioAsync(s => s.As(account.Admin).Get.To(account.Path("settings")).ContentShouldBe(settings));
}
