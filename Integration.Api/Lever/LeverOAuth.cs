using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Integration.Api.Lever;

/// <summary>Lever's authorization server: OAuth 2.0 with an audience, in the manner of Auth0.</summary>
internal sealed class LeverOAuth(HttpClient http, IOptions<LeverOptions> options)
{
    /// <summary>What the integration asks for. Lever allows an app at most 20 scopes; a write scope contains the read scope.</summary>
    public static readonly IReadOnlyList<string> Scopes =
    [
        "offline_access", "opportunities:write:admin", "contact:write:admin", "applications:read:admin", "postings:read:admin",
        "requisitions:read:admin", "users:read:admin", "stages:read:admin", "archive_reasons:read:admin", "notes:write:admin",
        "files:write:admin", "resumes:read:admin", "sources:read:admin", "tags:read:admin", "webhooks:write:admin",
    ];

    private readonly LeverOptions _options = options.Value;

    public string AuthorizeUrl(string redirectUri, string state) => QueryHelpers.AddQueryString(
        new Uri(_options.AuthUrl, "authorize").AbsoluteUri,
        new Dictionary<string, string?>
        {
            ["client_id"] = _options.ClientId,
            ["redirect_uri"] = redirectUri,
            ["response_type"] = "code",
            ["state"] = state,
            ["audience"] = _options.Audience,
            ["scope"] = string.Join(' ', Scopes),
            ["prompt"] = "consent",
        });

    /// <exception cref="LeverException">The exchange was refused, or did not succeed.</exception>
    public Task<LeverTokens> ExchangeAsync(string code, string redirectUri, CancellationToken ct) => AskAsync(
        new() { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = redirectUri }, ct);

    /// <summary>Trades a refresh token for a new pair; the old one is dead afterwards.</summary>
    /// <exception cref="LeverException">With the code <see cref="LeverException.InvalidGrant"/> the grant is gone.</exception>
    public Task<LeverTokens> RefreshAsync(string refreshToken, CancellationToken ct) => AskAsync(
        new() { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken }, ct);

    private async Task<LeverTokens> AskAsync(Dictionary<string, string> grant, CancellationToken ct)
    {
        grant["client_id"] = _options.ClientId;
        grant["client_secret"] = _options.ClientSecret;
        try
        {
            using var body = new FormUrlEncodedContent(grant);
            using var response = await http.PostAsync(new Uri(_options.AuthUrl, "oauth/token"), body, ct);

            if (!response.IsSuccessStatusCode)
            {
                // The error's description is not passed on: it may repeat what was sent.
                var error = await ReadErrorAsync(response, ct);
                throw new LeverException(response.StatusCode, $"Lever refused the grant: {(int)response.StatusCode} {error}.", error);
            }

            return await response.Content.ReadFromJsonAsync<LeverTokens>(LeverJson.Options, ct)
                ?? throw new LeverException(HttpStatusCode.BadGateway, "Lever answered the grant with nothing.");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new LeverException(null, "Lever's authorization server did not answer.", inner: e);
        }
    }

    private static async Task<string?> ReadErrorAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            return (await response.Content.ReadFromJsonAsync<OAuthError>(LeverJson.Options, ct))?.Error;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private sealed record OAuthError(string? Error = null);
}

/// <summary>Lever's answer to a grant.</summary>
/// <param name="Scope">Absent when what was asked for was given (RFC 6749, 5.1).</param>
internal sealed record LeverTokens(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("refresh_token")] string? RefreshToken = null,
    [property: JsonPropertyName("expires_in"), JsonConverter(typeof(LifetimeConverter))] int ExpiresIn = LeverTokens.DocumentedLifetime,
    [property: JsonPropertyName("scope"), JsonConverter(typeof(TextOrNothingConverter))] string? Scope = null)
{
    /// <summary>The life of an access token in seconds, where an answer does not say a usable one.</summary>
    public const int DocumentedLifetime = 3600;

    /// <summary>The scopes that were asked for and not given; a write scope stands for its read scope.</summary>
    public IReadOnlyList<string> MissingScopes()
    {
        if (string.IsNullOrWhiteSpace(Scope)) return [];

        var given = Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        return [.. LeverOAuth.Scopes.Where(scope => !given.Contains(scope)
            && !given.Contains(scope.Replace(":read:", ":write:", StringComparison.Ordinal)))];
    }

    /// <summary>
    /// Which Lever account the access token is for: the claim that Lever puts there, or else its subject. The token comes
    /// straight from Lever over TLS, so its signature adds nothing here.
    /// </summary>
    public string? LeverAccountId => Claim("https://oauth.lever.co/accountId") ?? (Claim("sub") is { } subject ? $"sub:{subject}" : null);

    /// <summary>Whether the token was made for this audience; true when it does not say.</summary>
    public bool IsFor(string audience) => Claims() is not { } claims || !claims.TryGetProperty("aud", out var aud)
        || (aud.ValueKind == JsonValueKind.Array
            ? aud.EnumerateArray().Any(one => one.ValueEquals(audience))
            : aud.ValueEquals(audience));

    private string? Claim(string name) =>
        Claims() is { } claims && claims.TryGetProperty(name, out var claim) && claim.ValueKind == JsonValueKind.String ? claim.GetString() : null;

    private JsonElement? Claims()
    {
        try
        {
            return AccessToken.Split('.') is [_, var payload, ..]
                ? JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(payload)) is { ValueKind: JsonValueKind.Object } claims ? claims : null
                : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }
}

/// <summary>
/// Reads a life in seconds however it is written. The tokens beside it are given once: an odd number must not cost them, and what cannot be
/// a life is taken for the documented one.
/// </summary>
internal sealed class LifetimeConverter : JsonConverter<int>
{
    private static readonly double Longest = TimeSpan.FromDays(366).TotalSeconds;

    public override bool HandleNull => true;

    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var value = JsonDocument.ParseValue(ref reader);
        var text = value.RootElement.ValueKind switch
        {
            JsonValueKind.Number => value.RootElement.GetRawText(),
            JsonValueKind.String => value.RootElement.GetString(),
            _ => null,
        };
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds >= 1 && seconds <= Longest
            ? (int)seconds
            : LeverTokens.DocumentedLifetime;
    }

    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => throw new NotSupportedException("Tokens are only read.");
}

/// <summary>Reads a text; what is none is null, instead of an error that would cost all that is beside it.</summary>
internal sealed class TextOrNothingConverter : JsonConverter<string?>
{
    public override bool HandleNull => true;

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var value = JsonDocument.ParseValue(ref reader);
        return value.RootElement.ValueKind == JsonValueKind.String ? value.RootElement.GetString() : null;
    }

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => throw new NotSupportedException("Tokens are only read.");
}
