using System.Text.Json.Nodes;
using Lever.Sandbox.State;

namespace Lever.Sandbox.Postings;

/// <summary>A job as Lever publishes it.</summary>
internal sealed record Posting : IRow
{
    public required string Id { get; init; }

    public required string Text { get; init; }

    /// <summary>published, internal, closed, draft, pending or rejected.</summary>
    public required string State { get; init; }

    public IReadOnlyList<string>? DistributionChannels { get; init; }

    public required string User { get; init; }

    public required string Owner { get; init; }

    public string? HiringManager { get; init; }

    public required PostingCategories Categories { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public string Description { get; init; } = "";

    public string? Country { get; init; }

    public IReadOnlyList<string> Followers { get; init; } = [];

    public IReadOnlyList<string> RequisitionCodes { get; init; } = [];

    public string Confidentiality { get; init; } = Api.Confidentiality.Open;

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; init; }

    public string WorkplaceType { get; init; } = "unspecified";

    /// <summary>What an opportunity inherits as tags when it is created with this posting, in Lever's order.</summary>
    public IEnumerable<string> InheritedTags => new[]
    {
        Text, Categories.Department, Categories.Team, Categories.Location, Categories.Commitment,
    }.OfType<string>();

    /// <summary>Where an opportunity on this posting is, if it does not say.</summary>
    public string OnlyLocation => Categories is { AllLocations.Count: 1, Location: { } location } ? location : "unspecified";

    /// <summary>As <c>GET /postings</c> was recorded.</summary>
    public JsonObject ToJson(string url, string site) => new()
    {
        ["id"] = Id,
        ["text"] = Text,
        ["state"] = State,
        ["distributionChannels"] = DistributionChannels is null ? null : Api.LeverJson.Array(DistributionChannels),
        ["user"] = User,
        ["owner"] = Owner,
        ["hiringManager"] = HiringManager,
        ["categories"] = new JsonObject
        {
            ["commitment"] = Categories.Commitment,
            ["department"] = Categories.Department,
            ["level"] = null,
            ["location"] = Categories.Location,
            ["team"] = Categories.Team,
            ["allLocations"] = Api.LeverJson.Array(Categories.AllLocations),
        },
        ["tags"] = Api.LeverJson.Array(Tags),
        ["content"] = new JsonObject
        {
            ["description"] = Description,
            ["descriptionHtml"] = $"<div>{System.Net.WebUtility.HtmlEncode(Description)}</div>",
            ["lists"] = new JsonArray(),
            ["closing"] = "",
            ["closingHtml"] = "",
        },
        ["country"] = Country,
        ["followers"] = Api.LeverJson.Array(Followers),
        ["reqCode"] = RequisitionCodes is [var code, ..] ? code : null,
        ["requisitionCodes"] = Api.LeverJson.Array(RequisitionCodes),
        ["urls"] = State == "draft" ? null : new JsonObject
        {
            ["list"] = $"{url}/jobs/{site}",
            ["show"] = $"{url}/jobs/{site}/{Id}",
            ["apply"] = $"{url}/jobs/{site}/{Id}/apply",
        },
        ["confidentiality"] = Confidentiality,
        ["createdAt"] = CreatedAt,
        ["updatedAt"] = UpdatedAt,
        ["workplaceType"] = WorkplaceType,
        ["transcribeInterviews"] = false,
        ["screening"] = new JsonObject { ["enabled"] = false },
    };
}

internal sealed record PostingCategories(
    string? Team, string? Department, string? Location, IReadOnlyList<string> AllLocations, string? Commitment);
