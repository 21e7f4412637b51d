using System.Text.Json.Nodes;
using Lever.Sandbox.Opportunities;
using Lever.Sandbox.Organisations;
using Lever.Sandbox.State;

namespace Lever.Sandbox.Notes;

/// <summary>A thread on an opportunity: its first field is the note, the others are comments.</summary>
internal sealed record Note : IRow
{
    public required string Id { get; init; }

    public required string OpportunityId { get; init; }

    public string? User { get; init; }

    public bool Secret { get; init; }

    public IReadOnlyList<NoteField> Fields { get; init; } = [];

    public long CreatedAt { get; init; }

    public long WrittenAt { get; init; }

    public long? DeletedAt { get; init; }

    /// <summary>Only what was written through the API can be changed through it (documented).</summary>
    public bool MadeByApp { get; init; }

    /// <summary>A note that a person wrote in Lever itself.</summary>
    public static Note ByHand(Opportunity opportunity, string text, string? user, long now) => new()
    {
        Id = Seed.NewId(),
        OpportunityId = opportunity.Id,
        User = user,
        Fields = [new(text, null, opportunity.Stage, user, now)],
        CreatedAt = now,
        WrittenAt = now,
    };

    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["text"] = "Note",
        ["fields"] = Api.LeverJson.Array(Fields.Select(field => field.ToJson())),
        ["user"] = User,
        ["secret"] = Secret,
        ["completedAt"] = CreatedAt,
        ["deletedAt"] = DeletedAt,
        ["createdAt"] = CreatedAt,
    };
}

internal sealed record NoteField(string Value, int? Score, string Stage, string? User, long CreatedAt)
{
    public JsonObject ToJson() => new()
    {
        ["type"] = "note",
        ["text"] = "Comment",
        ["value"] = Value,
        ["score"] = Score,
        ["stage"] = Stage,
        ["user"] = User,
        ["createdAt"] = CreatedAt,
    };
}
