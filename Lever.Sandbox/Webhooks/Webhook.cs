using System.Text.Json.Nodes;
using Lever.Sandbox.State;

namespace Lever.Sandbox.Webhooks;

/// <summary>An address that is told of one kind of event; each has a signature token of its own.</summary>
internal sealed record Webhook : IRow
{
    public static readonly IReadOnlyList<string> AllOrigins = ["applied", "sourced", "referred", "university", "internal", "agency"];

    public required string Id { get; init; }

    public required string Event { get; init; }

    public required string Url { get; init; }

    public required string SignatureToken { get; init; }

    public IReadOnlyList<string> Origins { get; init; } = AllOrigins;

    /// <summary>What an app made a person cannot change, and the other way round (documented).</summary>
    public bool MadeByApp { get; init; }

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; init; }

    /// <summary>As recorded; the signature token is in the answer to create and in no other.</summary>
    public JsonObject ToJson(bool withToken)
    {
        var configuration = new JsonObject();
        if (WebhookEvents.HasOrigin(Event))
        {
            configuration["conditions"] = new JsonObject { ["origins"] = Api.LeverJson.Array(Origins) };
        }

        if (withToken) configuration["signatureToken"] = SignatureToken;
        return new()
        {
            ["id"] = Id,
            ["event"] = Event,
            ["url"] = Url,
            ["configuration"] = configuration,
            ["createdAt"] = CreatedAt,
            ["updatedAt"] = UpdatedAt,
        };
    }
}
