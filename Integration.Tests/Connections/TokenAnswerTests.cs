using System.Net;
using System.Text.Json.Nodes;
using Integration.Tests.Stack;

namespace Integration.Tests.Connections;

/// <summary>Lever gives a pair of tokens once: whatever else its answer says, they are not lost.</summary>
public sealed class TokenAnswerTests(StackFixture stack)
{
    [Theory]
    [InlineData("3599.5")]
    [InlineData("3600.0")]
    [InlineData("\"3600.0\"")]
    [InlineData("null")]
    [InlineData("99999999999")]
    [InlineData("-1")]
    [InlineData("1e400")]
    [InlineData("\"soon\"")]
    [InlineData("{}")]
    public async Task A_life_that_is_written_oddly_costs_neither_an_authorization_nor_a_refresh(string expiresIn)
    {
        var account = await stack.CreateAccountAsync();
        await account.Lever.ChangeRulesAsync(new { tokenAnswer = new JsonObject { ["expires_in"] = JsonNode.Parse(expiresIn) } });

        await account.ConnectAsync();
        Assert.InRange(await LifeAsync(account), TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));

        await account.Lever.ExpireAccessTokensAsync();
        var answer = await account.SendAsync(HttpMethod.Put, account.Admin, $"user-mappings/{account.Admin}", new { leverEmail = account.Lever.SuperAdmin.Email });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(2, (await account.Lever.LedgerAsync()).CallsTo("POST", "/oauth/token"));
        Assert.Equal("authorized", (await account.GetJsonAsync(account.Admin, "connection")).Text("status"));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("[]")]
    public async Task An_answer_without_scopes_means_those_that_were_asked_for(string scope)
    {
        var account = await stack.CreateAccountAsync();
        await account.Lever.ChangeRulesAsync(new { tokenAnswer = new JsonObject { ["scope"] = JsonNode.Parse(scope) } });

        await account.ConnectAsync();

        Assert.Equal("authorized", (await account.GetJsonAsync(account.Admin, "connection")).Text("status"));
    }

    private Task<TimeSpan> LifeAsync(TestAccount account) => stack.SqlAsync<TimeSpan>(
        $"SELECT access_token_expires_at - tokens_given_at AS \"Value\" FROM connections WHERE account_id = '{account.Id}'");
}
