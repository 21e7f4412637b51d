using System.Text.Json;

namespace Integration.Tests.Stack;

/// <summary>Short words for reading bare JSON.</summary>
internal static class JsonWords
{
    public static string Text(this JsonElement json, string field) => json.GetProperty(field).GetString()!;

    public static IReadOnlyList<JsonElement> Items(this JsonElement json, string field = "items") => [.. json.GetProperty(field).EnumerateArray()];
}
