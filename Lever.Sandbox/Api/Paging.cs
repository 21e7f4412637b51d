using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lever.Sandbox.Api;

/// <summary>Pages of lists. A token is URL-encoded JSON that names the first item of the next page.</summary>
internal static class Paging
{
    private const int MaxLimit = 100;

    public static int Limit(HttpRequest request)
    {
        if (request.Query["limit"].ToString() is not { Length: > 0 } text) return MaxLimit;

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit
            ? limit
            : throw Refusal.BadRequest($"limit must be between 1 and {MaxLimit}");
    }

    public static string Token(params JsonNode[] parts) =>
        Uri.EscapeDataString(new JsonArray(parts).ToJsonString(LeverJson.Options));

    /// <summary>The parts of the request's token, null without one. Clients encode the encoded token again.</summary>
    public static JsonArray? Offset(HttpRequest request)
    {
        if (request.Query["offset"].ToString() is not { Length: > 0 } offset) return null;

        try
        {
            if (JsonNode.Parse(offset[0] == '[' ? offset : Uri.UnescapeDataString(offset)) is JsonArray parts) return parts;
        }
        catch (JsonException)
        {
            // Anything that is not a token of ours is refused below.
        }

        throw InvalidOffset();
    }

    public static Refusal InvalidOffset() => Refusal.BadRequest("Invalid offset token");

    /// <summary>A page of a short list, which is in memory and in its order.</summary>
    public static IResult Page<T>(
        HttpRequest request, IReadOnlyList<T> items, Func<T, string> id, Func<T, JsonObject> toJson)
    {
        var limit = Limit(request);
        var start = 0;
        if (Offset(request) is { } offset)
        {
            start = offset is [JsonValue value] && value.TryGetValue<string>(out var first)
                ? items.ToList().FindIndex(item => id(item) == first)
                : -1;
            if (start < 0) throw InvalidOffset();
        }

        var data = LeverJson.Array(items.Skip(start).Take(limit).Select(toJson));
        return LeverJson.Page(data, start + limit < items.Count ? Token(id(items[start + limit])) : null);
    }
}
