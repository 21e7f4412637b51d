using System.Text.Json.Nodes;
using Lever.Sandbox.Contacts;
using Lever.Sandbox.State;

namespace Lever.Sandbox.Opportunities;

/// <summary>What joins an opportunity to a posting.</summary>
internal sealed record Application : IRow
{
    /// <summary>Made by a person or an app who added the contact to the posting.</summary>
    public const string ByUser = "user";

    /// <summary>Made by the contact, who applied.</summary>
    public const string ByApplying = "posting";

    public required string Id { get; init; }

    public required string Type { get; init; }

    public required string OpportunityId { get; init; }

    public required string Posting { get; init; }

    public string? User { get; init; }

    public string? Name { get; init; }

    public string? Company { get; init; }

    public Phone? Phone { get; init; }

    public string? Email { get; init; }

    public IReadOnlyList<string> Links { get; init; } = [];

    public string? Comments { get; init; }

    public string? RequisitionForHire { get; init; }

    public long CreatedAt { get; init; }

    public Archived? Archived { get; init; }

    /// <summary>As <c>GET /opportunities/:id/applications</c> was recorded; candidateId is the opportunity's.</summary>
    public JsonObject ToJson(Organisations.Organisation organisation)
    {
        var posting = organisation.Postings.Find(Posting);
        return new()
        {
            ["id"] = Id,
            ["type"] = Type,
            ["candidateId"] = OpportunityId,
            ["opportunityId"] = OpportunityId,
            ["posting"] = Posting,
            ["postingHiringManager"] = posting?.HiringManager,
            ["postingOwner"] = posting?.Owner,
            ["name"] = Name,
            ["company"] = Company,
            ["phone"] = Phone is null ? null : Api.LeverJson.Phone(Phone),
            ["email"] = Email,
            ["links"] = Api.LeverJson.Array(Links),
            ["comments"] = Comments,
            ["user"] = User,
            ["customQuestions"] = new JsonArray(),
            ["createdAt"] = CreatedAt,
            ["archived"] = Api.LeverJson.Archived(Archived),
            ["requisitionForHire"] = RequisitionForHire,
            ["ipAddress"] = null,
            ["referer"] = null,
            ["userAgent"] = null,
            ["acceptLanguage"] = null,
            ["timezone"] = null,
        };
    }
}
