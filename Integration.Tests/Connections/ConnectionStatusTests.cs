using System.Net;
using System.Text.Json;
using Integration.Tests.Stack;

namespace Integration.Tests.Connections;

/// <summary>How a connection goes from one status to the next.</summary>
public sealed class ConnectionStatusTests(StackFixture stack)
{
    [Fact]
    public async Task A_new_account_is_not_connected_and_told_what_is_missing()
    {
        var account = await stack.CreateAccountAsync();

        var connection = await account.GetJsonAsync(account.Admin, "connection");

        Assert.Equal("not-connected", connection.Text("status"));
        Assert.Equal(["authorization", "mapped-user"], Missing(connection));
        Assert.Equal(0, connection.GetProperty("mappedUsers").GetInt32());
        var webhooks = connection.GetProperty("webhooks");
        Assert.StartsWith($"{stack.Api}webhooks/lever/", webhooks.Text("endpointUrl"));
        Assert.Equal(
            ["applicationCreated", "candidateStageChange", "candidateArchiveChange", "candidateHired", "candidateDeleted"],
            webhooks.Items("events").Select(one => one.Text("event")));
        Assert.All(webhooks.Items("events"), one => Assert.False(one.GetProperty("hasSignatureToken").GetBoolean()));
    }

    [Fact]
    public async Task A_recruiter_sees_the_status_and_null_for_the_webhooks()
    {
        var account = await stack.CreateAccountAsync();

        var connection = await account.GetJsonAsync(account.Recruiter, "connection");

        Assert.Equal(JsonValueKind.Null, connection.GetProperty("webhooks").ValueKind);
        Assert.Equal("not-connected", connection.Text("status"));
    }

    [Fact]
    public async Task An_activation_waits_for_the_authorization_and_a_mapped_user()
    {
        var account = await stack.CreateAccountAsync();
        Assert.Equal(["authorization", "mapped-user"], await IncompleteAsync(account));

        await account.ConnectAsync();
        Assert.Equal(["mapped-user"], await IncompleteAsync(account));

        await account.SendAsync(HttpMethod.Put, account.Admin, $"user-mappings/{account.Recruiter}", new { leverEmail = account.Lever.User("team member").Email, active = false });
        Assert.Equal(["mapped-user"], await IncompleteAsync(account));

        await account.MapAsync(account.Recruiter, account.Lever.User("team member").Email);
        var connection = await (await account.PostAsync(account.Admin, "connection/activate", null)).JsonAsync();
        Assert.Equal("active", connection.Text("status"));
        Assert.Empty(Missing(connection));
    }

    [Fact]
    public async Task Activating_again_is_200_without_a_second_event_also_when_nobody_is_mapped_any_more()
    {
        var account = await stack.ActiveAccountAsync();
        foreach (var member in (string[])[account.Admin, account.Recruiter])
            await account.SendAsync(HttpMethod.Delete, account.Admin, $"user-mappings/{member}", null);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => account.PostAsync(account.Admin, "connection/activate", null)));

        foreach (var answer in answers) Assert.Equal("active", (await answer.JsonAsync()).Text("status"));
        Assert.Single(await account.EventsAsync("connection.activated"));
    }

    [Fact]
    public async Task Activations_at_once_give_one_event()
    {
        var account = await stack.CreateAccountAsync();
        await account.ConnectAsync();
        await account.MapAsync(account.Admin, account.Lever.SuperAdmin.Email);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => account.PostAsync(account.Admin, "connection/activate", null)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Single(await account.EventsAsync("connection.activated"));
    }

    [Fact]
    public async Task A_revocation_before_the_activation_leads_back_to_authorized()
    {
        var account = await stack.CreateAccountAsync();
        await account.ConnectAsync();
        await account.Lever.RevokeAsync();
        await account.GetAsync(account.Admin, "lever/stages");
        Assert.Equal("revoked", (await account.GetJsonAsync(account.Admin, "connection")).Text("status"));

        await account.ConnectAsync();

        Assert.Equal("authorized", (await account.GetJsonAsync(account.Admin, "connection")).Text("status"));
    }

    [Fact]
    public async Task Authorizing_an_active_connection_again_leaves_it_active()
    {
        var account = await stack.ActiveAccountAsync();

        await account.ConnectAsync();

        Assert.Equal("active", await StatusAsync(account));
        Assert.Single(await account.EventsAsync("connection.activated"));
    }

    [Fact]
    public async Task A_disconnection_keeps_mappings_and_history_and_stops_Levers_lists_at_once()
    {
        var account = await stack.ActiveAccountAsync();
        await account.CompletedAsync(await account.ExportAsync(new { candidateIds = await account.AddCandidatesAsync(1) }));
        Assert.NotEmpty((await account.GetJsonAsync(account.Admin, "lever/users")).Items());

        foreach (var _ in (int[])[1, 2])
            Assert.Equal(HttpStatusCode.NoContent, (await account.SendAsync(HttpMethod.Delete, account.Admin, "connection", null)).StatusCode);

        var connection = await account.GetJsonAsync(account.Admin, "connection");
        Assert.Equal("not-connected", connection.Text("status"));
        foreach (var gone in (string[])["leverAccountId", "authorizedAt", "authorizedBy"]) Assert.False(connection.TryGetProperty(gone, out var _), gone);
        Assert.Equal(2, connection.GetProperty("mappedUsers").GetInt32());
        Assert.Single((await account.GetJsonAsync(account.Admin, "exports")).Items());
        foreach (var list in (string[])["postings", "requisitions", "stages", "users"])
            await (await account.GetAsync(account.Admin, $"lever/{list}")).ProblemAsync(HttpStatusCode.Conflict, "not-authorized");
        Assert.Empty(await account.EventsAsync("connection.revoked"));
    }

    [Fact]
    public async Task After_a_disconnection_the_same_Lever_account_is_authorized_and_activated_afresh()
    {
        var account = await stack.ActiveAccountAsync();
        await account.SendAsync(HttpMethod.Delete, account.Admin, "connection", null);

        await account.ConnectAsync();
        Assert.Equal("authorized", await StatusAsync(account));
        await account.ActivateAsync();

        Assert.Equal("active", await StatusAsync(account));
        Assert.Equal(2, (await account.EventsAsync("connection.activated")).Count);
    }

    [Fact]
    public async Task Another_Lever_account_is_refused_unless_it_is_to_replace_the_one_before()
    {
        var (account, other) = (await stack.ActiveAccountAsync(), await stack.CreateAccountAsync());
        var endpoint = await EndpointAsync(account);
        await account.SendAsync(HttpMethod.Put, account.Admin, "connection/webhooks", new { candidateHired = "token-of-the-first" });

        Assert.Equal("?error=different-lever-account", (await account.AuthorizeAsync(into: other.Lever)).Headers.Location?.Query);
        Assert.Equal("active", await StatusAsync(account));
        Assert.Equal(account.Lever.Id, (await account.GetJsonAsync(account.Admin, "connection")).Text("leverAccountId"));

        Assert.Equal("/setup/webhooks", (await account.AuthorizeAsync(replaceLeverAccount: true, into: other.Lever)).Headers.Location?.AbsolutePath);
        var connection = await account.GetJsonAsync(account.Admin, "connection");
        Assert.Equal(("authorized", other.Lever.Id), (connection.Text("status"), connection.Text("leverAccountId")));
        Assert.Equal(["mapped-user"], Missing(connection));
        Assert.NotEqual(endpoint, connection.GetProperty("webhooks").Text("endpointUrl"));
        Assert.All(connection.GetProperty("webhooks").Items("events"), one => Assert.False(one.GetProperty("hasSignatureToken").GetBoolean()));
    }

    [Fact]
    public async Task A_refused_replacement_leaves_everything_as_it_was()
    {
        var (account, owner) = (await stack.ActiveAccountAsync(), await stack.CreateAccountAsync());
        await owner.ConnectAsync();

        Assert.Equal("?error=lever-account-in-use", (await account.AuthorizeAsync(replaceLeverAccount: true, into: owner.Lever)).Headers.Location?.Query);

        var connection = await account.GetJsonAsync(account.Admin, "connection");
        Assert.Equal(("active", account.Lever.Id), (connection.Text("status"), connection.Text("leverAccountId")));
        Assert.Equal(2, connection.GetProperty("mappedUsers").GetInt32());
        Assert.NotEmpty((await account.GetJsonAsync(account.Admin, "lever/users")).Items());
    }

    [Fact]
    public async Task Only_active_members_count_as_mapped()
    {
        var account = await stack.CreateAccountAsync();
        await account.ConnectAsync();
        await account.MapAsync(account.Recruiter, account.Lever.User("team member").Email);
        await stack.Platform.PutAsync(account.PlatformPath($"members/{account.Recruiter}"), new StringContent(
            """{"name":"Ravi","email":"ravi@elsewhere.example","role":"recruiter","active":false}""", mediaType: new("application/json")));

        Assert.Equal(["mapped-user"], await IncompleteAsync(account));
    }

    private static async Task<string?[]> IncompleteAsync(TestAccount account) =>
        Missing(await (await account.PostAsync(account.Admin, "connection/activate", null)).ProblemAsync(HttpStatusCode.Conflict, "setup-incomplete"));

    private static string?[] Missing(JsonElement json) => [.. json.Items("missing").Select(code => code.GetString())];

    private static async Task<string> StatusAsync(TestAccount account) => (await account.GetJsonAsync(account.Admin, "connection")).Text("status");

    private static async Task<string> EndpointAsync(TestAccount account) =>
        (await account.GetJsonAsync(account.Admin, "connection")).GetProperty("webhooks").Text("endpointUrl");
}
