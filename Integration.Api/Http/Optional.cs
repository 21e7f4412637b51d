using System.Text.Json;
using System.Text.Json.Serialization;

namespace Integration.Api.Http;

/// <summary>
/// A field whose absence means something else than null. Declared as a property: the default value of a constructor's parameter cannot be
/// told in a schema.
/// </summary>
public readonly record struct Optional<T>(T? Value)
{
    /// <summary>True when the field was there, whatever it held.</summary>
    public bool IsGiven { get; } = true;

    public static implicit operator Optional<T>(T? value) => new(value);
}

internal sealed class OptionalConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Optional<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Converter<T> : JsonConverter<Optional<T>>
    {
        public override bool HandleNull => true;

        public override Optional<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonSerializer.Deserialize<T>(ref reader, options));

        public override void Write(Utf8JsonWriter writer, Optional<T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Value, options);
    }
}
