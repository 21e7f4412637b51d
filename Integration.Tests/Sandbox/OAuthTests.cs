using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Integration.Tests.Sandbox;

public sealed class OAuthTests(SandboxFixture sandbox)
{
    [Fact]
    public async Task The_consent_page_lists_the_requested_scopes_in_words_and_the_users_to_sign_in_as()
    {
        var lever = await sandbox.CreateOrganisationAsync();

        var page = await lever.Http.GetStringAsync(lever.AuthorizeUrl("offline_access notes:write:admin"));

        Assert.Contains("View and manage notes", page, StringComparison.Ordinal);
        Assert.DoesNotContain("View postings", page, StringComparison.Ordinal);
        Assert.All(lever.Users, user => Assert.Contains(user.Id, page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("https://api.lever.co/v1/")]
    [InlineData("no-trailing-slash")]
    public async Task A_wrong_audience_is_asked_for_offline_access_only(string audience)
    {
        var lever = await sandbox.CreateOrganisationAsync();
        var wrong = audience == "no-trailing-slash" ? $"{lever.Http.BaseAddress}v1" : audience;

        var page = await lever.Http.GetStringAsync(lever.AuthorizeUrl("offline_access notes:write:admin", audience: wrong));

        Assert.Contains("offline_access", page, StringComparison.Ordinal);
        Assert.DoesNotContain("View and manage notes", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accept_gives_a_code_and_the_unchanged_state()
    {
        var lever = await sandbox.CreateOrganisationAsync();

        var answer = await lever.ConsentAsync(lever.AuthorizeUrl(state: "a b&c"), lever.SuperAdmin.Id);

        var query = QueryHelpers.ParseQuery(answer.Headers.Location!.Query);
        Assert.Equal("a b&c", query["state"]);
        Assert.NotEmpty(query["code"].ToString());
    }

    [Fact]
    public async Task Deny_tells_the_app()
    {
        var lever = await sandbox.CreateOrganisationAsync();

        var answer = await lever.ConsentAsync(lever.AuthorizeUrl(), lever.SuperAdmin.Id, "deny");

        var query = QueryHelpers.ParseQuery(answer.Headers.Location!.Query);
        Assert.Equal("access_denied", query["error"]);
        Assert.Equal("state-1", query["state"]);
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("team member")]
    [InlineData("limited team member")]
    [InlineData("interviewer")]
    public async Task Whoever_is_no_super_admin_fails_at_the_very_end(string role)
    {
        var lever = await sandbox.CreateOrganisationAsync();

        var told = await lever.ConsentAsync(lever.AuthorizeUrl(), lever.User(role).Id);
        await lever.ChangeRulesAsync(new { refusalReachesCallback = false });
        var silent = await lever.ConsentAsync(lever.AuthorizeUrl(), lever.User(role).Id);

        Assert.Equal("access_denied", QueryHelpers.ParseQuery(told.Headers.Location!.Query)["error"]);
        Assert.Null(silent.Headers.Location);
        Assert.Equal(HttpStatusCode.BadRequest, silent.StatusCode);
    }

    [Fact]
    public async Task A_deactivated_user_cannot_sign_in()
    {
        var lever = await sandbox.CreateOrganisationAsync();

        var answer = await lever.ConsentAsync(lever.AuthorizeUrl(), lever.Users.Single(user => user.Deactivated).Id);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("redirect_uri", "http://elsewhere.example/callback")]
    [InlineData("client_id", "somebody")]
    [InlineData("response_type", "token")]
    [InlineData("state", "")]
    public async Task A_wrong_authorization_request_never_reaches_a_callback(string parameter, string value)
    {
        var lever = await sandbox.CreateOrganisationAsync();
        var query = QueryHelpers.ParseQuery(lever.AuthorizeUrl().Split('?')[1]);
        query[parameter] = value;

        var answer = await lever.ConsentAsync(QueryHelpers.AddQueryString("/authorize", query), lever.SuperAdmin.Id);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Null(answer.Headers.Location);
    }

    [Fact]
    public async Task The_access_token_says_who_authorized_what()
    {
        var lever = await sandbox.CreateOrganisationAsync();

        var tokens = await lever.TokensAsync("offline_access postings:read:admin");

        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(tokens.AccessToken.Split('.')[1]))!;
        Assert.Equal(lever.Id, claims.Text("https://oauth.lever.co/accountId"));
        Assert.Equal(lever.SuperAdmin.Id, claims.Text("https://oauth.lever.co/userId"));
        Assert.Equal("sandbox", claims.Text("https://oauth.lever.co/clientId"));
        Assert.Equal($"{sandbox.Url}v1/", claims.Text("aud"));
        Assert.Equal("offline_access postings:read:admin", claims.Text("scope"));
        Assert.Equal(3600, claims.Number("exp") - claims.Number("iat"));
        Assert.Equal(3600, tokens.ExpiresIn);
        Assert.StartsWith("v1.", tokens.RefreshToken, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_offline_access_there_is_no_refresh_token()
    {
        var lever = await sandbox.CreateOrganisationAsync();

        Assert.Null((await lever.TokensAsync("postings:read:admin")).RefreshToken);
    }

    [Fact]
    public async Task A_code_works_once()
    {
        var lever = await sandbox.CreateOrganisationAsync();
        var code = await lever.AuthorizationCodeAsync();

        var first = await lever.TokenAsync(("grant_type", "authorization_code"), ("code", code));
        var second = await lever.TokenAsync(("grant_type", "authorization_code"), ("code", code));

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        await AssertErrorAsync(second, HttpStatusCode.Forbidden, "invalid_grant");
    }

    [Fact]
    public async Task A_replayed_refresh_token_ends_the_whole_family()
    {
        var lever = await sandbox.CreateOrganisationAsync();
        var first = await lever.TokensAsync();

        var rotated = await (await RefreshAsync(lever, first.RefreshToken!)).Content.ReadFromJsonAsync<SandboxTokens>();
        Assert.NotEqual(first.RefreshToken, rotated!.RefreshToken);
        await new SandboxApi(lever.Http, rotated.AccessToken).GetAsync("users");

        await AssertErrorAsync(await RefreshAsync(lever, first.RefreshToken!), HttpStatusCode.Forbidden, "invalid_grant");
        await AssertErrorAsync(await RefreshAsync(lever, rotated.RefreshToken!), HttpStatusCode.Forbidden, "invalid_grant");
        await new SandboxApi(lever.Http, rotated.AccessToken).GetAsync("users", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_token_endpoint_also_takes_json()
    {
        var lever = await sandbox.CreateOrganisationAsync();

        var answer = await lever.Http.PostAsJsonAsync("/oauth/token", new
        {
            client_id = "sandbox",
            client_secret = "sandbox-secret",
            grant_type = "authorization_code",
            code = await lever.AuthorizationCodeAsync(),
        });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_wrong_client_secret_is_401_and_leaves_the_code_alone()
    {
        var lever = await sandbox.CreateOrganisationAsync();
        var code = await lever.AuthorizationCodeAsync();

        var wrong = await lever.Http.PostAsJsonAsync(
            "/oauth/token", new { client_id = "sandbox", client_secret = "wrong", grant_type = "authorization_code", code });

        await AssertErrorAsync(wrong, HttpStatusCode.Unauthorized, "access_denied");
        Assert.Equal(HttpStatusCode.OK, (await lever.TokenAsync(("grant_type", "authorization_code"), ("code", code))).StatusCode);
    }

    [Fact]
    public async Task A_missing_parameter_is_400()
    {
        var lever = await sandbox.CreateOrganisationAsync();

        await AssertErrorAsync(await lever.TokenAsync(("grant_type", "refresh_token")), HttpStatusCode.BadRequest, "invalid_request");
        await AssertErrorAsync(await lever.TokenAsync(), HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task A_lost_answer_of_the_token_endpoint_has_used_the_refresh_token_up()
    {
        var lever = await sandbox.CreateOrganisationAsync();
        var tokens = await lever.TokensAsync();
        await lever.FailAsync("POST", "/oauth/token", "cut-after");

        await Assert.ThrowsAsync<HttpRequestException>(() => RefreshAsync(lever, tokens.RefreshToken!));

        await AssertErrorAsync(await RefreshAsync(lever, tokens.RefreshToken!), HttpStatusCode.Forbidden, "invalid_grant");
    }

    [Fact]
    public async Task A_call_without_or_with_a_foreign_token_is_refused_as_Lever_does()
    {
        var lever = await sandbox.CreateOrganisationAsync();
        var tokens = await lever.TokensAsync();
        var foreign = string.Join('.', tokens.AccessToken.Split('.')[..2].Append(Base64Url.EncodeToString(new byte[32])));

        var none = await (await lever.Http.GetAsync("/v1/users")).Content.ReadFromJsonAsync<JsonObject>();
        var wrongKey = await new SandboxApi(lever.Http, foreign).GetAsync("users", HttpStatusCode.Forbidden);
        await new SandboxApi(lever.Http, "rubbish").GetAsync("users", HttpStatusCode.Unauthorized);

        Assert.Equal("UnauthorizedError", none!.Text("code"));
        Assert.StartsWith("Unable to find a signing key that matches", wrongKey.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scope_that_was_not_granted_is_403_and_write_contains_read()
    {
        var lever = await sandbox.CreateOrganisationAsync();
        var api = await lever.AuthorizeAsync("opportunities:write:admin");

        await api.GetAsync("opportunities");
        await api.GetAsync("postings", HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task An_access_token_stops_when_it_expires()
    {
        await using var own = new RunningSandbox(("Sandbox:AccessTokenSeconds", "0"));
        var lever = await own.CreateOrganisationAsync();

        var api = await lever.AuthorizeAsync();

        await api.GetAsync("users", HttpStatusCode.Unauthorized);
    }

    private static Task<HttpResponseMessage> RefreshAsync(SandboxOrganisation lever, string refreshToken) =>
        lever.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", refreshToken));

    private static async Task AssertErrorAsync(HttpResponseMessage answer, HttpStatusCode status, string error)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(error, (await answer.Content.ReadFromJsonAsync<JsonObject>())!.Text("error"));
    }
}
