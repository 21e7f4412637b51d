using System.Text.Json;

namespace Integration.Tests.Stack;

/// <summary>Short words for reading bare JSON.</summary>
internal static class JsonWords
{
    public static string Text(this JsonElement json, string field) => json.GetProperty(field).GetString()!;

    /// <summary>Null when the field is absent or null.</summary>
    public static string? TextOrNull(this JsonElement json, string field) => json.TryGetProperty(field, out var text) ? text.GetString() : null;

    public static IReadOnlyList<JsonElement> Items(this JsonElement json, string field = "items") => [.. json.GetProperty(field).EnumerateArray()];
}
