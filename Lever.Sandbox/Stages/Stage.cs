using System.Text.Json.Nodes;
using Lever.Sandbox.State;

namespace Lever.Sandbox.Stages;

/// <summary>A step of the pipeline; the ids of Lever's own stages are words.</summary>
internal sealed record Stage(string Id, string Text, string Pipeline, double Rank, bool HasInterview) : IRow
{
    public const string NewLead = "lead-new";

    public const string NewApplicant = "applicant-new";

    public JsonObject ToJson() => new() { ["id"] = Id, ["text"] = Text };

    public JsonObject ToDispositionJson() => new()
    {
        ["id"] = Id,
        ["text"] = Text,
        ["pipeline"] = Pipeline,
        ["rank"] = Rank,
        ["hasInterview"] = HasInterview,
    };
}

/// <summary>Why an opportunity left the pipeline; "hired" is one of the reasons.</summary>
internal sealed record ArchiveReason(string Id, string Text, string Status, string Type) : IRow
{
    public bool IsHired => Type == "hired";

    public JsonObject ToJson() => new() { ["id"] = Id, ["text"] = Text, ["status"] = Status, ["type"] = Type };

    public JsonObject ToDispositionJson() => new()
    {
        ["id"] = Id,
        ["text"] = Text,
        ["type"] = IsHired ? Type : null,
        ["status"] = Status,
    };
}
