using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lever.Sandbox.Contacts;
using Lever.Sandbox.Opportunities;

namespace Lever.Sandbox.Api;

/// <summary>How Lever writes JSON.</summary>
internal static class LeverJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new TextsConverter() },
    };

    public static JsonArray Array(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];

    public static JsonArray Array(IEnumerable<JsonObject> objects) => [.. objects];

    public static JsonObject Phone(Phone phone) => new() { ["type"] = phone.Type, ["value"] = phone.Value };

    public static JsonObject? Archived(Archived? archived) => archived is null
        ? null
        : new() { ["reason"] = archived.Reason, ["archivedAt"] = archived.ArchivedAt };

    /// <summary>A single answer: <c>{"data": …}</c>.</summary>
    public static IResult Single(JsonNode data, int status = StatusCodes.Status200OK) =>
        Results.Json(new JsonObject { ["data"] = data }, Options, statusCode: status);

    public static IResult Body(JsonNode body, int status = StatusCodes.Status200OK) =>
        Results.Json(body, Options, statusCode: status);

    /// <summary>A page of a list; <c>next</c> is absent on the last one.</summary>
    public static IResult Page(JsonArray data, string? next)
    {
        var page = new JsonObject { ["data"] = data, ["hasNext"] = next is not null };
        if (next is not null) page["next"] = next;
        return Body(page);
    }
}

/// <summary>Lists of texts hold texts: the serializer by itself lets null through.</summary>
internal sealed class TextsConverter : JsonConverter<IReadOnlyList<string>>
{
    public override IReadOnlyList<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException();

        var texts = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            texts.Add(reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException());
        }

        return texts;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var text in value) writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
