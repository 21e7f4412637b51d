using System.Text.Json;
using System.Text.Json.Serialization;

namespace Integration.Api.Http;

/// <summary>How the API reads and writes JSON.</summary>
internal static class Json
{
    public static readonly JsonSerializerOptions Options = Configure(new(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        // Missing and null fields of a record are refused by the reader, so that no handler has to look for them.
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.Converters.Add(new OptionalConverter());
        return options;
    }
}
