using System.Text.Json.Nodes;
using Lever.Sandbox.State;

namespace Lever.Sandbox.Requisitions;

/// <summary>An approved need to hire; it may be fulfilled by several postings.</summary>
internal sealed record Requisition : IRow
{
    public required string Id { get; init; }

    public required string RequisitionCode { get; init; }

    public required string Name { get; init; }

    public required string Status { get; init; }

    /// <summary>Null stands for "unlimited".</summary>
    public int? HeadcountTotal { get; init; }

    public int HeadcountHired { get; init; }

    public bool Backfill { get; init; }

    public string Confidentiality { get; init; } = Api.Confidentiality.Open;

    public required string Creator { get; init; }

    public required string Owner { get; init; }

    public string? HiringManager { get; init; }

    public string? EmploymentStatus { get; init; }

    public string? Location { get; init; }

    public string? Team { get; init; }

    public string? Department { get; init; }

    public IReadOnlyList<string> Postings { get; init; } = [];

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; init; }

    public long? ClosedAt { get; init; }

    /// <summary>As <c>GET /requisitions</c> was recorded.</summary>
    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["createdAt"] = CreatedAt,
        ["confidentiality"] = Confidentiality,
        ["status"] = Status,
        ["name"] = Name,
        ["requisitionCode"] = RequisitionCode,
        ["headcountTotal"] = HeadcountTotal is { } total ? total : "unlimited",
        ["headcountHired"] = HeadcountHired,
        ["headcountInfinite"] = HeadcountTotal is null,
        ["backfill"] = Backfill,
        ["creator"] = Creator,
        ["owner"] = Owner,
        ["hiringManager"] = HiringManager,
        ["internalNotes"] = "",
        ["compensationBand"] = null,
        ["approval"] = new JsonObject { ["steps"] = new JsonArray() },
        ["employmentStatus"] = EmploymentStatus,
        ["location"] = Location,
        ["team"] = Team,
        ["department"] = Department,
        ["postings"] = Api.LeverJson.Array(Postings),
        ["offerIds"] = new JsonArray(),
        ["timeToFillStartAt"] = null,
        ["timeToFillEndAt"] = null,
        ["updatedAt"] = UpdatedAt,
        ["customFields"] = new JsonObject(),
        ["closedAt"] = ClosedAt,
    };
}
