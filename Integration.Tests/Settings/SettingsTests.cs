using System.Net;
using System.Text.Json;
using Integration.Tests.Stack;

namespace Integration.Tests.Settings;

/// <summary>An account's settings: automatic sync, and whether notes go along.</summary>
public sealed class SettingsTests(StackFixture stack)
{
    [Fact]
    public async Task At_first_nothing_is_synced_by_itself_and_notes_are_exported()
    {
        var account = await stack.CreateAccountAsync();

        Assert.Equal(
            """{"autoSync":{"enabled":false,"stages":["potential","qualified","interested"],"defaultMemberId":null},"exportNotes":true}""",
            (await account.GetJsonAsync(account.Admin, "settings")).GetRawText());
    }

    [Fact]
    public async Task A_PUT_answers_and_keeps_what_was_put_and_replaces_all_of_it()
    {
        var account = await stack.CreateAccountAsync();
        object first = new { autoSync = new { enabled = true, stages = new[] { "interested", "hot lead", "interested" }, defaultMemberId = account.Recruiter }, exportNotes = false };
        object second = new { autoSync = new { enabled = false, stages = Array.Empty<string>(), defaultMemberId = (string?)null }, exportNotes = true };

        var answer = await (await account.SendAsync(HttpMethod.Put, account.Admin, "settings", first)).JsonAsync();
        Assert.Equal(
            $$"""{"autoSync":{"enabled":true,"stages":["interested","hot lead"],"defaultMemberId":"{{account.Recruiter}}"},"exportNotes":false}""", answer.GetRawText());
        Assert.Equal(answer.GetRawText(), (await account.GetJsonAsync(account.Admin, "settings")).GetRawText());

        await account.PutSettingsAsync(second);
        Assert.Equal(
            """{"autoSync":{"enabled":false,"stages":[],"defaultMemberId":null},"exportNotes":true}""", (await account.GetJsonAsync(account.Admin, "settings")).GetRawText());
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

        var answer = await account.SendAsync(HttpMethod.Put, account.Admin, "settings", JsonDocument.Parse(body).RootElement);

        await answer.ProblemAsync(HttpStatusCode.BadRequest, "validation");
        Assert.Equal(before, (await account.GetJsonAsync(account.Admin, "settings")).GetRawText());
    }

    [Fact]
    public async Task The_settings_of_another_account_are_others()
    {
        var (account, other) = (await stack.CreateAccountAsync(), await stack.CreateAccountAsync());

        await account.PutSettingsAsync(new { autoSync = new { enabled = true, stages = new[] { "interested" } }, exportNotes = false });

        Assert.True((await other.GetJsonAsync(other.Admin, "settings")).GetProperty("exportNotes").GetBoolean());
    }
}
