using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lever.Sandbox.Organisations;
using Microsoft.Extensions.Options;

namespace Lever.Sandbox.OAuth;

/// <summary>Signs and reads the JWTs that the API takes.</summary>
internal sealed class AccessTokens(LeverState lever, IOptions<SandboxOptions> options, TimeProvider clock)
{
    private static readonly string Header =
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new { alg = "HS256", typ = "JWT", v = 1, kid = "sandbox" }));

    public int LifetimeSeconds => options.Value.AccessTokenSeconds;

    public string Issue(Organisation organisation, Grant grant, string issuer)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new AccessTokenClaims
        {
            UserId = grant.UserId,
            AccountId = organisation.Id,
            ClientId = grant.ClientId,
            Issuer = issuer + "/",
            Subject = $"lever|{grant.UserId}",
            Audience = grant.Audience,
            IssuedAt = now,
            ExpiresAt = now + LifetimeSeconds,
            AuthorizedParty = grant.ClientId,
            Scope = string.Join(' ', grant.Scopes),
            GrantId = grant.Id,
            Serial = $"{grant.LastSerial}",
        };

        var unsigned = $"{Header}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return $"{unsigned}.{Base64Url.EncodeToString(Sign(unsigned))}";
    }

    /// <summary>The claims of a token that is ours; refused otherwise, as Lever words it. Expiry is the caller's to judge.</summary>
    public AccessTokenClaims Read(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3) throw Api.Refusal.Unauthorized();

        try
        {
            if (!CryptographicOperations.FixedTimeEquals(Sign($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2])))
            {
                // What the real one says to a token of another environment.
                throw Api.Refusal.Forbidden("Unable to find a signing key that matches the token's key id");
            }

            return JsonSerializer.Deserialize<AccessTokenClaims>(Base64Url.DecodeFromChars(parts[1]))!;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw Api.Refusal.Unauthorized();
        }
    }

    private byte[] Sign(string text) => HMACSHA256.HashData(lever.SigningKey, Encoding.ASCII.GetBytes(text));
}

/// <summary>The claims that Lever documents, and two of the sandbox's own at the end.</summary>
internal sealed record AccessTokenClaims
{
    [JsonPropertyName("https://oauth.lever.co/userId")]
    public required string UserId { get; init; }

    [JsonPropertyName("https://oauth.lever.co/accountId")]
    public required string AccountId { get; init; }

    [JsonPropertyName("https://oauth.lever.co/clientId")]
    public required string ClientId { get; init; }

    [JsonPropertyName("iss")]
    public required string Issuer { get; init; }

    [JsonPropertyName("sub")]
    public required string Subject { get; init; }

    [JsonPropertyName("aud")]
    public required string Audience { get; init; }

    [JsonPropertyName("iat")]
    public required long IssuedAt { get; init; }

    [JsonPropertyName("exp")]
    public required long ExpiresAt { get; init; }

    [JsonPropertyName("azp")]
    public required string AuthorizedParty { get; init; }

    [JsonPropertyName("scope")]
    public required string Scope { get; init; }

    [JsonPropertyName("sid")]
    public required string GrantId { get; init; }

    [JsonPropertyName("jti")]
    public required string Serial { get; init; }
}
