using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lever.Sandbox.Organisations;

/// <summary>Some of the <see cref="Rules"/>, by name; the others stay.</summary>
internal sealed record RulesChange(JsonObject Changes)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    public static async ValueTask<RulesChange?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var changes = await context.Request.ReadFromJsonAsync<JsonObject>(context.RequestAborted);
        return changes is null ? null : new(changes);
    }

    public Rules Apply(Rules rules)
    {
        var merged = JsonSerializer.SerializeToNode(rules, Json)!.AsObject();
        foreach (var (name, value) in Changes) merged[name] = value?.DeepClone();

        try
        {
            return merged.Deserialize<Rules>(Json)!;
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException(e.Message, e);
        }
    }
}

/// <summary>The organisation that <c>?organisation=</c> names; the demo without it.</summary>
internal sealed record ChosenOrganisation(Organisation Organisation)
{
    public static ValueTask<ChosenOrganisation?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var lever = context.RequestServices.GetRequiredService<LeverState>();
        var id = context.Request.Query["organisation"].ToString();
        var organisation = id.Length == 0 ? lever.Demo : lever.Find(id);

        return organisation is null
            ? throw new BadHttpRequestException($"There is no organisation {id}.", StatusCodes.Status404NotFound)
            : new(new ChosenOrganisation(organisation));
    }
}
