using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Integration.Api.Http;

namespace Integration.Api.Webhooks;

/// <summary>The envelope of every webhook that Lever sends.</summary>
/// <param name="TriggeredAt">In milliseconds since 1970.</param>
/// <param name="Signature">Null when there is none, or it is no text: then nothing verifies it.</param>
/// <param name="IsTest">Lever's "Verify connection" sends an envelope with nothing in it.</param>
internal sealed record LeverWebhook(string Event, string Token, long TriggeredAt, string? Signature, bool IsTest, string? OpportunityId)
{
    private const long Year2100 = 4_102_444_800_000;

    /// <summary>Null when the body is not JSON, or a field that the signature or the meaning needs is missing or of a wrong type.</summary>
    public static LeverWebhook? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || Line(root, "event") is not { } name
                || Line(root, "token") is not { } token
                || !root.TryGetProperty("triggeredAt", out var at) || at.ValueKind != JsonValueKind.Number
                || !at.TryGetInt64(out var triggeredAt) || triggeredAt is < 0 or >= Year2100)
            {
                return null;
            }

            var hasData = root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object && data.EnumerateObject().Any();

            // candidateId is Lever's older name for the same id.
            return new(
                name, token, triggeredAt, Line(root, "signature"), !hasData && !root.TryGetProperty("id", out _),
                hasData ? Id(data, "opportunityId") ?? Id(data, "candidateId") : null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Lever signs the token and the time only: this proves who sent it, not that the data is untouched.</summary>
    public bool IsSignedWith(string signatureToken)
    {
        if (Signature is not { Length: 2 * HMACSHA256.HashSizeInBytes }) return false;

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(signatureToken),
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Token}{TriggeredAt}")),
            expected);

        Span<byte> actual = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return Convert.FromHexString(Signature, actual, out _, out _) is OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(expected, actual);
    }

    private static string? Id(JsonElement json, string name) => Line(json, name) is { } id && Text.IsLeverId(id) ? id : null;

    private static string? Line(JsonElement json, string name) =>
        json.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.String && field.GetString() is { Length: > 0 } text && Text.IsLine(text, 200)
            ? text
            : null;
}
