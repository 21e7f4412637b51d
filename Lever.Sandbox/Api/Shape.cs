using System.Text.Json.Nodes;

namespace Lever.Sandbox.Api;

/// <summary>What <c>include</c> and <c>expand</c> make of an object.</summary>
internal static class Shape
{
    /// <summary>
    /// <c>expand</c> puts objects in the place of ids and wins over <c>include</c>, which leaves only the named fields.
    /// </summary>
    public static JsonObject Apply(
        HttpRequest request, JsonObject whole, IReadOnlyDictionary<string, Func<JsonNode?>> expansions)
    {
        var expanded = Values(request, "expand");
        foreach (var field in expanded)
        {
            if (!expansions.TryGetValue(field, out var expand)) throw Refusal.BadRequest($"Cannot expand {field}");
            whole[field] = expand();
        }

        if (Values(request, "include") is { Count: > 0 } included)
        {
            var others = whole.Select(field => field.Key).Except(included).Except(expanded).ToList();
            foreach (var field in others) whole.Remove(field);
        }

        return whole;
    }

    /// <summary>A repeated parameter, with or without the brackets that some clients add.</summary>
    public static IReadOnlyList<string> Values(HttpRequest request, string name) =>
        [.. request.Query[name].Concat(request.Query[name + "[]"]).OfType<string>().Where(value => value.Length > 0)];
}
