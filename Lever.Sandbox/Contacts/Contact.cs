using System.Text.Json.Nodes;
using Lever.Sandbox.State;

namespace Lever.Sandbox.Contacts;

/// <summary>A person, whatever the number of their opportunities.</summary>
internal sealed record Contact : IRow
{
    public required string Id { get; init; }

    public string Name { get; init; } = "";

    public string Headline { get; init; } = "";

    public string Location { get; init; } = "";

    public IReadOnlyList<string> Emails { get; init; } = [];

    public IReadOnlyList<Phone> Phones { get; init; } = [];

    public IReadOnlyList<string> Links { get; init; } = [];

    public bool IsAnonymized { get; init; }

    /// <summary>
    /// The form in which Lever compares e-mail addresses. That there is one is documented, and of what it takes away only examples: *assumed*
    /// what follows a plus, and the dots of Gmail's addresses.
    /// </summary>
    public static string Canonical(string email)
    {
        if (email.Trim().ToLowerInvariant().Split('@') is not [var box, var host]) return email.Trim().ToLowerInvariant();

        var bare = box.Split('+')[0];
        return $"{(host == "gmail.com" ? bare.Replace(".", "", StringComparison.Ordinal) : bare)}@{host}";
    }

    /// <summary>As <c>GET /contacts/:id</c> was recorded.</summary>
    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["name"] = Name,
        ["headline"] = Headline,
        ["isAnonymized"] = IsAnonymized,
        ["location"] = new JsonObject { ["name"] = Location },
        ["emails"] = Api.LeverJson.Array(Emails),
        ["phones"] = Api.LeverJson.Array(Phones.Select(Api.LeverJson.Phone)),
    };
}

internal sealed record Phone(string? Type, string Value);
