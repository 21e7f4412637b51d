using System.Net;
using System.Net.Http.Json;

namespace Integration.Tests.Sandbox;

public sealed class RevocationTests(SandboxFixture sandbox)
{
    [Fact]
    public async Task Revoked_access_ends_at_once_and_cannot_be_refreshed()
    {
        var (lever, tokens, api) = await ConnectAsync();

        await lever.RevokeAsync();

        await api.GetAsync("users", HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.Forbidden, (await RefreshAsync(lever, tokens)).StatusCode);
    }

    [Fact]
    public async Task Or_it_goes_on_until_the_token_expires_and_then_cannot_be_refreshed()
    {
        var (lever, tokens, api) = await ConnectAsync();
        await lever.ChangeRulesAsync(new { revokesImmediately = false });

        await lever.RevokeAsync();

        await api.GetAsync("users");
        Assert.Equal(HttpStatusCode.Forbidden, (await RefreshAsync(lever, tokens)).StatusCode);
        await lever.ExpireAccessTokensAsync();
        await api.GetAsync("users", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_new_authorization_after_a_revocation_works()
    {
        var (lever, _, _) = await ConnectAsync();
        await lever.RevokeAsync();

        var api = await lever.AuthorizeAsync();

        await api.GetAsync("users");
    }

    [Fact]
    public async Task An_expired_access_token_is_401_and_a_refresh_cures_it()
    {
        var (lever, tokens, api) = await ConnectAsync();

        await lever.ExpireAccessTokensAsync();
        await api.GetAsync("users", HttpStatusCode.Unauthorized);
        var refreshed = await (await RefreshAsync(lever, tokens)).Content.ReadFromJsonAsync<SandboxTokens>();

        await new SandboxApi(lever.Http, refreshed!.AccessToken).GetAsync("users");
    }

    [Fact]
    public async Task The_grant_ends_with_the_access_of_the_person_who_gave_it()
    {
        var (lever, tokens, api) = await ConnectAsync();

        await lever.DeactivateUserAsync(lever.SuperAdmin.Id);

        await api.GetAsync("users", HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.Forbidden, (await RefreshAsync(lever, tokens)).StatusCode);
    }

    [Theory]
    [InlineData("GET", "users", "users:read:admin")]
    [InlineData("GET", "postings", "postings:read:admin")]
    [InlineData("GET", "stages", "stages:read:admin")]
    [InlineData("GET", "archive_reasons", "archive_reasons:read:admin")]
    [InlineData("GET", "requisitions", "requisitions:read:admin")]
    [InlineData("GET", "tags", "tags:read:admin")]
    [InlineData("GET", "sources", "sources:read:admin")]
    [InlineData("GET", "opportunities", "opportunities:read:admin")]
    [InlineData("GET", "opportunities/deleted", "opportunities:read:admin")]
    [InlineData("GET", "webhooks", "webhooks:read:admin")]
    [InlineData("POST", "opportunities", "opportunities:write:admin")]
    [InlineData("POST", "opportunities/x/notes", "notes:write:admin")]
    [InlineData("POST", "opportunities/x/files", "files:write:admin")]
    [InlineData("GET", "opportunities/x/resumes", "resumes:read:admin")]
    [InlineData("GET", "contacts/x", "contact:read:admin")]
    [InlineData("PUT", "contacts/x", "contact:write:admin")]
    [InlineData("POST", "uploads", "uploads:write:admin")]
    public async Task Each_route_needs_its_scope(string method, string path, string scope)
    {
        var lever = await sandbox.CreateOrganisationAsync();
        var everythingElse = await lever.AuthorizeAsync(string.Join(' ', SandboxOrganisation.AllScopes.Split(' ')
            .Where(granted => granted.Split(':')[0] != scope.Split(':')[0])));
        var justThis = await lever.AuthorizeAsync(scope);

        var body = method == "GET" ? null : new { };
        using var refused = await everythingElse.RawAsync(new(method), path, body);
        using var allowed = await justThis.RawAsync(new(method), path, body);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.NotEqual(HttpStatusCode.Forbidden, allowed.StatusCode);
        Assert.True((int)allowed.StatusCode < 500);
    }

    private static Task<HttpResponseMessage> RefreshAsync(SandboxOrganisation lever, SandboxTokens tokens) =>
        lever.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", tokens.RefreshToken!));

    private async Task<(SandboxOrganisation Lever, SandboxTokens Tokens, SandboxApi Api)> ConnectAsync()
    {
        var lever = await sandbox.CreateOrganisationAsync();
        var tokens = await lever.TokensAsync();
        return (lever, tokens, new(lever.Http, tokens.AccessToken));
    }
}
