using System.Net;
using System.Net.Http.Json;
using Integration.Api.Data;
using Integration.Tests.Stack;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Integration.Tests.Connections;

/// <summary>What comes back from Lever to the callback: each error with its code, and nothing stored.</summary>
public sealed class CallbackTests(StackFixture stack)
{
    [Fact]
    public async Task A_consent_brings_the_admin_to_the_next_step_and_the_connection_to_authorized()
    {
        var account = await stack.CreateAccountAsync();

        var callback = await account.AuthorizeAsync();

        Assert.Equal(HttpStatusCode.Redirect, callback.StatusCode);
        Assert.Equal($"{stack.Ui}setup/webhooks", callback.Headers.Location?.ToString());
        var connection = await account.GetJsonAsync(account.Admin, "connection");
        Assert.Equal(("authorized", account.Lever.Id, account.Admin), (connection.Text("status"), connection.Text("leverAccountId"), connection.Text("authorizedBy")));
        Assert.Equal(["mapped-user"], connection.Items("missing").Select(code => code.GetString()));
    }

    [Fact]
    public async Task The_admin_denied()
    {
        var account = await stack.CreateAccountAsync();

        await RefusedAsync(account, await account.AuthorizeAsync(decision: "deny"), "denied");
    }

    [Theory]
    [InlineData("error=server_error")]
    [InlineData("error=temporarily_unavailable")]
    [InlineData("error=invalid_scope&error_description=access_denied")]
    [InlineData("error=login_required&code=x")]
    [InlineData("error=")]
    [InlineData("error=access_denied&error=server_error")]
    [InlineData("")]
    public async Task Whatever_else_goes_wrong_at_Lever_is_no_denial(string said)
    {
        var account = await stack.CreateAccountAsync();
        var state = QueryHelpers.ParseQuery((await ConsentAsync(account, decision: "deny")).Query)["state"];
        using var browser = await account.SignInAsync(account.Admin);

        await RefusedAsync(account, await browser.GetAsync(new Uri(stack.Api, $"/oauth/lever/callback?{said}&state={state}")), "exchange-failed");
    }

    [Fact]
    public async Task A_state_that_is_missing_or_unknown_or_altered_is_bad()
    {
        var account = await stack.CreateAccountAsync();
        var callback = await ConsentAsync(account);
        using var browser = await account.SignInAsync(account.Admin);
        var query = QueryHelpers.ParseQuery(callback.Query);

        foreach (var altered in (string[])["", "?code=x", $"?code={query["code"]}&state=", $"?code={query["code"]}&state={query["state"]}x", "?state=%00", $"?code=x&state={new string('s', 5_000)}",
            $"?code={query["code"]}&state={query["state"]}&state={query["state"]}"])
        {
            await RefusedAsync(account, await browser.GetAsync(new Uri(stack.Api, $"/oauth/lever/callback{altered}")), "bad-state");
        }
    }

    [Fact]
    public async Task A_state_is_used_once()
    {
        var account = await stack.CreateAccountAsync();
        var callback = await ConsentAsync(account, decision: "deny");
        using var browser = await account.SignInAsync(account.Admin);
        await RefusedAsync(account, await browser.GetAsync(callback), "denied");

        await RefusedAsync(account, await browser.GetAsync(callback), "bad-state");
    }

    [Fact]
    public async Task A_state_that_comes_several_times_at_once_is_used_once()
    {
        var account = await stack.CreateAccountAsync();
        var callback = await ConsentAsync(account);
        using var browser = await account.SignInAsync(account.Admin);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => browser.GetAsync(callback)));

        Assert.Single(answers, answer => answer.Headers.Location!.AbsolutePath == "/setup/webhooks");
        Assert.Equal(5, answers.Count(answer => answer.Headers.Location!.Query == "?error=bad-state"));
        Assert.Equal("authorized", (await account.GetJsonAsync(account.Admin, "connection")).Text("status"));
    }

    [Fact]
    public async Task A_state_is_of_no_use_after_ten_minutes()
    {
        var account = await stack.CreateAccountAsync();
        var callback = await ConsentAsync(account);
        Assert.InRange(await stack.SqlAsync<TimeSpan>($"SELECT expires_at - now() AS \"Value\" FROM authorization_requests WHERE account_id = '{account.Id}'"), TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
        await stack.SqlAsync($"UPDATE authorization_requests SET expires_at = now() - interval '1 second' WHERE account_id = '{account.Id}'");

        using var browser = await account.SignInAsync(account.Admin);
        await RefusedAsync(account, await browser.GetAsync(callback), "bad-state");
    }

    [Fact]
    public async Task Only_the_member_who_asked_may_bring_the_answer_back()
    {
        var (account, other) = (await stack.CreateAccountAsync(), await stack.CreateAccountAsync());
        await stack.Platform.PutAsJsonAsync(account.PlatformPath("members/admin-2"), new { name = "Second Admin", email = "second@elsewhere.example", role = "admin" });
        var callback = await ConsentAsync(account);

        using var nobody = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        await RefusedAsync(account, await nobody.GetAsync(callback), "wrong-member");
        using var colleague = await account.SignInAsync("admin-2");
        await RefusedAsync(account, await colleague.GetAsync(callback), "wrong-member");
        using var stranger = await other.SignInAsync(other.Admin);
        await RefusedAsync(account, await stranger.GetAsync(callback), "wrong-member");
        Assert.Equal("not-connected", (await other.GetJsonAsync(other.Admin, "connection")).Text("status"));

        // The platform key is not a browser.
        using var request = new HttpRequestMessage(HttpMethod.Get, callback);
        request.Headers.Add("On-Behalf-Of", account.Admin);
        await RefusedAsync(account, await stack.Platform.SendAsync(request), "wrong-member");
    }

    [Theory]
    [InlineData("recruiter", true)]
    [InlineData("admin", false)]
    public async Task A_member_who_is_no_active_admin_any_more_may_not_bring_it_back(string role, bool active)
    {
        var account = await stack.CreateAccountAsync();
        var callback = await ConsentAsync(account);
        using var browser = await account.SignInAsync(account.Admin);
        await stack.Platform.PutAsJsonAsync(account.PlatformPath($"members/{account.Admin}"), new { name = "Ada", email = "ada@elsewhere.example", role, active });

        Assert.Equal("?error=wrong-member", (await browser.GetAsync(callback)).Headers.Location?.Query);
        Assert.Equal(0, await StoredTokensAsync(account));
    }

    [Fact]
    public async Task A_code_that_Lever_does_not_take()
    {
        var account = await stack.CreateAccountAsync();
        var callback = await ConsentAsync(account);
        var state = QueryHelpers.ParseQuery(callback.Query)["state"];
        using var browser = await account.SignInAsync(account.Admin);

        await RefusedAsync(account, await browser.GetAsync(new Uri(stack.Api, $"/oauth/lever/callback?code=made-up&state={state}")), "exchange-failed");
    }

    [Theory]
    [InlineData("500")]
    [InlineData("cut-before")]
    public async Task An_authorization_server_that_does_not_answer(string kind)
    {
        var account = await stack.CreateAccountAsync();
        var callback = await ConsentAsync(account);
        await account.Lever.FailAsync("POST", "/oauth/token", kind);
        using var browser = await account.SignInAsync(account.Admin);

        await RefusedAsync(account, await browser.GetAsync(callback), "exchange-failed");
    }

    [Fact]
    public async Task A_scope_is_missing_and_named()
    {
        var account = await stack.CreateAccountAsync();
        var url = (await account.AuthorizeUrlAsync()).Replace("notes%3Awrite%3Aadmin%20", "", StringComparison.Ordinal);
        var consent = await account.Lever.ConsentAsync(url, account.Lever.SuperAdmin.Id);
        using var browser = await account.SignInAsync(account.Admin);

        var answer = await browser.GetAsync(consent.Headers.Location);

        Assert.Equal("notes:write:admin", QueryHelpers.ParseQuery(answer.Headers.Location!.Query)["scopes"]);
        await RefusedAsync(account, answer, "missing-scope");
    }

    [Fact]
    public async Task A_token_of_another_environment()
    {
        var account = await stack.CreateAccountAsync();
        var url = QueryHelpers.ParseQuery(new Uri(await account.AuthorizeUrlAsync()).Query).ToDictionary(field => field.Key, field => (string?)field.Value);
        url["audience"] = "https://api.sandbox.lever.co/v1/";
        var consent = await account.Lever.ConsentAsync(QueryHelpers.AddQueryString("/authorize", url), account.Lever.SuperAdmin.Id);
        Assert.True(consent.StatusCode == HttpStatusCode.Redirect, await consent.Content.ReadAsStringAsync());
        using var browser = await account.SignInAsync(account.Admin);

        await RefusedAsync(account, await browser.GetAsync(consent.Headers.Location), "wrong-environment");
    }

    [Fact]
    public async Task A_Lever_account_belongs_to_one_account_here()
    {
        var (first, second) = (await stack.CreateAccountAsync(), await stack.CreateAccountAsync());
        await first.ConnectAsync();

        await RefusedAsync(second, await second.AuthorizeAsync(into: first.Lever), "lever-account-in-use");

        Assert.Equal("authorized", (await first.GetJsonAsync(first.Admin, "connection")).Text("status"));
        await first.SendAsync(HttpMethod.Delete, first.Admin, "connection", null);
        Assert.Equal($"{stack.Ui}setup/webhooks", (await second.AuthorizeAsync(into: first.Lever)).Headers.Location?.ToString());
    }

    [Fact]
    public async Task Two_accounts_that_connect_the_same_Lever_account_at_once_get_it_once()
    {
        var (first, second) = (await stack.CreateAccountAsync(), await stack.CreateAccountAsync());

        var answers = await Task.WhenAll(first.AuthorizeAsync(), second.AuthorizeAsync(into: first.Lever));

        Assert.Single(answers, answer => answer.Headers.Location!.AbsolutePath == "/setup/webhooks");
        Assert.Single(answers, answer => answer.Headers.Location!.Query == "?error=lever-account-in-use");
    }

    private static async Task<Uri> ConsentAsync(TestAccount account, string decision = "accept")
    {
        var consent = await account.Lever.ConsentAsync(await account.AuthorizeUrlAsync(), account.Lever.SuperAdmin.Id, decision);
        Assert.Equal(HttpStatusCode.Redirect, consent.StatusCode);
        return consent.Headers.Location!;
    }

    private async Task RefusedAsync(TestAccount account, HttpResponseMessage answer, string code)
    {
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.StartsWith($"{stack.Ui}setup?error={code}", answer.Headers.Location?.ToString());
        Assert.Equal(code, QueryHelpers.ParseQuery(answer.Headers.Location!.Query)["error"]);
        var connection = await account.GetJsonAsync(account.Admin, "connection");
        Assert.Equal("not-connected", connection.Text("status"));
        Assert.False(connection.TryGetProperty("leverAccountId", out _));
        Assert.False(connection.TryGetProperty("authorizedAt", out _));
        Assert.Equal(0, await StoredTokensAsync(account));
    }

    private async Task<int> StoredTokensAsync(TestAccount account)
    {
        await using var scope = stack.ApiServices.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IntegrationDbContext>().Connections
            .CountAsync(found => found.AccountId == account.Id && (found.AccessToken != null || found.RefreshToken != null || found.LeverAccountId != null));
    }
}
