using System.Text.Json.Nodes;

namespace Integration.Tests.Sandbox;

/// <summary>Short words for reading bare JSON.</summary>
internal static class Json
{
    public static string Text(this JsonNode node, string field) => node[field]!.GetValue<string>();

    public static long Number(this JsonNode node, string field) => node[field]!.GetValue<long>();

    public static IReadOnlyList<string> Texts(this JsonNode node, string field) =>
        [.. node[field]!.AsArray().Select(item => item!.GetValue<string>())];

    public static JsonObject Data(this JsonNode node) => node["data"]!.AsObject();

    public static IReadOnlyList<string> Fields(this JsonObject node) => [.. node.Select(field => field.Key)];
}
