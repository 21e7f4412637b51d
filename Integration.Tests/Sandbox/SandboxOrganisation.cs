using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;

namespace Integration.Tests.Sandbox;

/// <summary>An organisation in the sandboxed Lever, as a test drives it from outside.</summary>
public sealed class SandboxOrganisation(HttpClient http, SandboxOrganisation.Created created)
{
    public const string AllScopes =
        "offline_access opportunities:write:admin contact:write:admin applications:read:admin postings:read:admin "
        + "requisitions:read:admin users:read:admin stages:read:admin archive_reasons:read:admin notes:write:admin "
        + "files:write:admin resumes:read:admin sources:read:admin tags:read:admin webhooks:write:admin uploads:write:admin";

    public const string RedirectUri = "http://localhost:9/callback";

    public string Id => created.Id;

    public string Name => created.Name;

    public SandboxUser SuperAdmin => created.SuperAdmin;

    public IReadOnlyList<SandboxUser> Users => created.Users;

    public IReadOnlyList<SandboxPosting> Postings => created.Postings;

    public HttpClient Http => http;

    /// <summary>A user who is active, by Lever's word for the role.</summary>
    public SandboxUser User(string accessRole) => Users.First(user => user.AccessRole == accessRole && !user.Deactivated);

    public SandboxPosting Posting(string text) => Postings.First(posting => posting.Text == text);

    /// <summary>The address to which an app sends the browser.</summary>
    public string AuthorizeUrl(string scopes = AllScopes, string state = "state-1", string? audience = null) =>
        QueryHelpers.AddQueryString("/authorize", new Dictionary<string, string?>
        {
            ["client_id"] = "sandbox",
            ["redirect_uri"] = RedirectUri,
            ["response_type"] = "code",
            ["state"] = state,
            ["audience"] = audience ?? $"{http.BaseAddress}v1/",
            ["scope"] = scopes,
            ["organisation"] = Id,
        });

    /// <summary>Answers the consent page and returns what the browser is sent to.</summary>
    public async Task<HttpResponseMessage> ConsentAsync(string authorizeUrl, string userId, string decision = "accept") =>
        await http.PostAsync(authorizeUrl, new FormUrlEncodedContent([new("user", userId), new("decision", decision)]));

    public Task<HttpResponseMessage> TokenAsync(params (string Name, string Value)[] fields) => http.PostAsync(
        "/oauth/token",
        new FormUrlEncodedContent(fields
            .Select(field => KeyValuePair.Create(field.Name, field.Value))
            .Append(new("client_id", "sandbox"))
            .Append(new("client_secret", "sandbox-secret"))));

    public async Task<string> AuthorizationCodeAsync(string scopes = AllScopes)
    {
        var consent = await ConsentAsync(AuthorizeUrl(scopes), SuperAdmin.Id);
        Assert.Equal(HttpStatusCode.Redirect, consent.StatusCode);
        return QueryHelpers.ParseQuery(consent.Headers.Location!.Query)["code"].ToString();
    }

    public async Task<SandboxTokens> TokensAsync(string scopes = AllScopes)
    {
        var response = await TokenAsync(
            ("grant_type", "authorization_code"), ("code", await AuthorizationCodeAsync(scopes)), ("redirect_uri", RedirectUri));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<SandboxTokens>())!;
    }

    /// <summary>The API as an app that the Super Admin has authorized.</summary>
    public async Task<SandboxApi> AuthorizeAsync(string scopes = AllScopes) =>
        new(http, (await TokensAsync(scopes)).AccessToken);

    public Task<SandboxLedger> LedgerAsync() => GetAsync<SandboxLedger>("ledger");

    /// <param name="path">Below <c>/v1</c>: this path and all below it, or a template such as <c>/v1/opportunities/{id}</c>.</param>
    public Task FailAsync(string method, string path, string kind, int times = 1, int delayMs = 0, bool after = false) =>
        PutAsync("faults", new { method, path, kind, times, delayMs, after });

    public async Task ClearFaultsAsync() => (await http.DeleteAsync(Control("faults"))).EnsureSuccessStatusCode();

    /// <summary>Changes rules that Lever does not document; the names are those of <c>GET /sandbox/rules</c>.</summary>
    public Task ChangeRulesAsync(object rules) => PutAsync("rules", rules);

    /// <summary>Switches webhook groups on, as a Super Admin does; without names, all of them.</summary>
    public Task EnableWebhooksAsync(params string[] events) => PutAsync(
        "webhook-groups", events.Length == 0 ? new() { ["all"] = true } : events.ToDictionary(name => name, _ => true));

    /// <summary>Adds a webhook as a person; the answer has its signature token.</summary>
    public async Task<SandboxWebhook> AddWebhookAsync(string @event, Uri url) =>
        await PersonAsync<SandboxWebhook>("webhooks", new { @event, url });

    public Task<SandboxTry> VerifyAsync(SandboxWebhook webhook) => PersonAsync<SandboxTry>($"webhooks/{webhook.Id}/verify");

    public Task<IReadOnlyList<SandboxDelivery>> DeliveriesAsync() => GetAsync<IReadOnlyList<SandboxDelivery>>("webhook-deliveries");

    public Task RerunAsync(SandboxDelivery delivery) => PersonAsync($"webhook-deliveries/{delivery.Id}/rerun");

    public Task MoveAsync(string opportunityId, string stage) => PersonAsync($"opportunities/{opportunityId}/stage", new { stage });

    public Task ArchiveAsync(string opportunityId, string? reason = null) =>
        PersonAsync($"opportunities/{opportunityId}/archive", new { reason });

    public Task HireAsync(string opportunityId) => PersonAsync($"opportunities/{opportunityId}/hire", new { });

    public Task UnarchiveAsync(string opportunityId) => PersonAsync($"opportunities/{opportunityId}/unarchive");

    public Task AddPostingAsync(string opportunityId, string posting) =>
        PersonAsync($"opportunities/{opportunityId}/posting", new { posting });

    public Task AnonymizeAsync(string opportunityId) => PersonAsync($"opportunities/{opportunityId}/anonymize");

    public async Task DeleteAsync(string opportunityId) =>
        (await http.DeleteAsync(Control($"opportunities/{opportunityId}"))).EnsureSuccessStatusCode();

    public Task<SandboxApplication> ApplyAsync(string posting, string name, string email) =>
        PersonAsync<SandboxApplication>($"postings/{posting}/apply", new { name, email });

    /// <param name="state">published, internal, closed, draft, pending or rejected.</param>
    public Task SetPostingStateAsync(string posting, string state) => PersonAsync($"postings/{posting}/state", new { state });

    public Task DeactivateUserAsync(string user) => PersonAsync($"users/{user}/deactivate");

    public Task SetRoleAsync(string user, string accessRole) => PersonAsync($"users/{user}/role", new { accessRole });

    public Task RevokeAsync() => PersonAsync("authorized-apps/revoke");

    /// <summary>Ends the access tokens that are out there; refresh tokens still work.</summary>
    public Task ExpireAccessTokensAsync() => PersonAsync("access-tokens/expire");

    /// <summary>Any other route below <c>/sandbox</c>, posted.</summary>
    public async Task<HttpResponseMessage> PersonAsync(string route, object? body = null)
    {
        var response = await http.PostAsync(Control(route), body is null ? null : JsonContent.Create(body));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return response;
    }

    private async Task<T> PersonAsync<T>(string route, object? body = null) =>
        (await (await PersonAsync(route, body)).Content.ReadFromJsonAsync<T>())!;

    private string Control(string route) => $"/sandbox/{route}?organisation={Id}";

    private async Task<T> GetAsync<T>(string route) => (await http.GetFromJsonAsync<T>(Control(route)))!;

    private async Task PutAsync(string route, object body)
    {
        var response = await http.PutAsJsonAsync(Control(route), body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    public sealed record Created(
        string Id, string Name, SandboxUser SuperAdmin, IReadOnlyList<SandboxUser> Users, IReadOnlyList<SandboxPosting> Postings);
}

public sealed record SandboxUser(string Id, string Name, string Email, string AccessRole, bool Deactivated);

public sealed record SandboxPosting(string Id, string Text, string State, string Confidentiality);

public sealed record SandboxTokens(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("refresh_token")] string? RefreshToken,
    [property: JsonPropertyName("scope")] string Scope,
    [property: JsonPropertyName("expires_in")] int ExpiresIn,
    [property: JsonPropertyName("token_type")] string TokenType);

public sealed record SandboxWebhook(string Id, string Event, string Url, string SignatureToken, bool MadeByApp);

public sealed record SandboxApplication(string OpportunityId, string ApplicationId);

public sealed record SandboxDelivery(
    string Id, string Event, string Url, string Body, string? OpportunityId, bool IsTest, bool IsRerun, string State, IReadOnlyList<SandboxTry> Tries);

public sealed record SandboxTry(long At, int? Status, string Answer, bool IsSuccess);
