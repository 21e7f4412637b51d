using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Integration.Tests.Stack;

namespace Integration.Tests.OpenApi;

/// <summary>The document at <c>/openapi/v1.json</c>.</summary>
internal sealed partial class ApiDocument(JsonElement json)
{
    public static async Task<ApiDocument> ReadAsync(StackFixture stack) =>
        new((await stack.ScenarioAsync(s => s.Get.To("/openapi/v1.json"))).ReadAsJson<JsonElement>());

    /// <summary>As the document writes a route: without constraints, and without a slash at its end.</summary>
    public static string RouteOf(string method, string pattern) => $"{method} {Constraint().Replace(pattern.TrimEnd('/'), "}")}";

    public IEnumerable<(string Route, JsonElement Operation)> Operations() =>
        from path in json.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select (RouteOf(operation.Name.ToUpperInvariant(), path.Name), operation.Value);

    /// <summary>The body that is given as an example; null where the route takes none.</summary>
    public JsonNode? ExampleOf(string method, string pattern)
    {
        var operation = Operations().Single(found => found.Route == RouteOf(method, pattern)).Operation;
        return operation.TryGetProperty("requestBody", out var body) ? JsonNode.Parse(ExampleIn(body)!.Value.GetRawText()) : null;
    }

    /// <summary>The example of a body or an answer, or of its schema; null where there is none.</summary>
    public JsonElement? ExampleIn(JsonElement described)
    {
        var media = described.GetProperty("content").EnumerateObject().First().Value;
        if (media.TryGetProperty("example", out var example)) return example;

        var schema = Resolve(media.GetProperty("schema"));
        while (!schema.TryGetProperty("examples", out _) && schema.TryGetProperty("oneOf", out var either)) schema = Resolve(either.EnumerateArray().Last());
        return schema.TryGetProperty("examples", out var examples) ? examples[0] : null;
    }

    private JsonElement Resolve(JsonElement schema)
    {
        while (schema.TryGetProperty("$ref", out var reference))
            schema = reference.GetString()!.Split('/').Skip(1).Aggregate(json, (part, name) => part.GetProperty(name));
        return schema;
    }

    [GeneratedRegex(@":\w+\}")]
    private static partial Regex Constraint();
}
