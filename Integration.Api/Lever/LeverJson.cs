using System.Text.Json;
using System.Text.Json.Serialization;

namespace Integration.Api.Lever;

/// <summary>How Lever's JSON is read and written: camelCase, unknown fields ignored, numbers sometimes as strings.</summary>
internal static class LeverJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
    };
}

/// <summary>Reads an application that is either its id or, expanded, the object.</summary>
internal sealed class LeverApplicationConverter : JsonConverter<LeverApplication>
{
    public override LeverApplication Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String) return new(reader.GetString()!);

        using var application = JsonDocument.ParseValue(ref reader);
        return new(
            application.RootElement.GetProperty("id").GetString() ?? throw new JsonException("An application without id."),
            Field("type"), Field("posting"));

        string? Field(string name) =>
            application.RootElement.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.String ? field.GetString() : null;
    }

    public override void Write(Utf8JsonWriter writer, LeverApplication value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Applications are only read.");
}
