using System.Text.Json.Nodes;
using Lever.Sandbox.Api;
using Lever.Sandbox.Contacts;

namespace Lever.Sandbox.Opportunities;

/// <summary>An opportunity as it goes over the wire, field by field in the recorded order.</summary>
internal sealed class OpportunityView(Caller caller)
{
    private static readonly Contact Nobody = new() { Id = "" };

    /// <summary>As create answers; <c>opportunityLocation</c> only comes with later reads.</summary>
    public JsonObject Created(Opportunity opportunity) => Fields(opportunity, ContactOf(opportunity));

    /// <summary>As changes answer: without the contact's data, and without the location as well.</summary>
    public JsonObject Blanked(Opportunity opportunity) => Fields(opportunity, ContactOf(opportunity) with
    {
        Name = "",
        Headline = "",
        Emails = [],
        Phones = [],
        Links = [],
    });

    /// <summary>As reads answer, shaped by <c>include</c> and <c>expand</c>.</summary>
    public JsonObject Read(Opportunity opportunity, HttpRequest request)
    {
        var whole = Fields(opportunity, ContactOf(opportunity));
        if (opportunity.OpportunityLocation is { } location) whole["opportunityLocation"] = location;
        if (opportunity.DeletedAt is { } deletedAt)
        {
            whole["deletedBy"] = opportunity.DeletedBy;
            whole["deletedAt"] = deletedAt;
        }

        return Shape.Apply(request, whole, Expansions(opportunity));
    }

    private JsonObject Fields(Opportunity opportunity, Contact contact) => new()
    {
        ["id"] = opportunity.Id,
        ["name"] = contact.Name,
        ["contact"] = opportunity.Contact,
        ["headline"] = contact.Headline,
        ["stage"] = opportunity.Stage,
        ["confidentiality"] = opportunity.Confidentiality,
        ["location"] = contact.Location,
        ["phones"] = LeverJson.Array(contact.Phones.Select(LeverJson.Phone)),
        ["emails"] = LeverJson.Array(contact.Emails),
        ["links"] = LeverJson.Array(contact.Links),
        ["archived"] = LeverJson.Archived(opportunity.Archived),
        ["tags"] = LeverJson.Array(opportunity.Tags),
        ["sources"] = LeverJson.Array(opportunity.Sources),
        ["stageChanges"] = LeverJson.Array(opportunity.StageChanges.Select(StageChange)),
        ["origin"] = opportunity.Origin,
        ["sourcedBy"] = opportunity.SourcedBy,
        ["owner"] = opportunity.Owner,
        ["followers"] = LeverJson.Array(opportunity.Followers),
        ["applications"] = LeverJson.Array(opportunity.Application is { } application ? [application] : Array.Empty<string>()),
        ["createdAt"] = opportunity.CreatedAt,
        ["updatedAt"] = opportunity.UpdatedAt,
        ["lastInteractionAt"] = opportunity.LastInteractionAt,
        ["lastAdvancedAt"] = opportunity.LastAdvancedAt,
        ["snoozedUntil"] = opportunity.SnoozedUntil,
        ["urls"] = new JsonObject
        {
            ["list"] = $"{caller.Url}/candidates",
            ["show"] = $"{caller.Url}/candidates/{opportunity.Id}",
        },
        ["isAnonymized"] = contact.IsAnonymized,
        ["dataProtection"] = null,
    };

    private static JsonObject StageChange(StageChange change)
    {
        var json = new JsonObject
        {
            ["toStageId"] = change.ToStageId,
            ["toStageIndex"] = change.ToStageIndex,
            ["updatedAt"] = change.UpdatedAt,
        };
        if (change.UserId is { } user) json["userId"] = user;
        return json;
    }

    private Dictionary<string, Func<JsonNode?>> Expansions(Opportunity opportunity)
    {
        var organisation = caller.Organisation;
        return new()
        {
            ["applications"] = () => LeverJson.Array(
                organisation.Applications.Find(opportunity.Application) is { } application
                    ? [application.ToJson(organisation)]
                    : Array.Empty<JsonObject>()),
            ["stage"] = () => organisation.Stages.Find(opportunity.Stage)?.ToJson(),
            ["owner"] = () => organisation.Users.Find(opportunity.Owner)?.ToJson(),
            ["followers"] = () => LeverJson.Array(
                opportunity.Followers.Select(organisation.Users.Find).OfType<Users.User>().Select(user => user.ToJson())),
            ["sourcedBy"] = () => organisation.Users.Find(opportunity.SourcedBy)?.ToJson(),
            ["contact"] = () => organisation.Contacts.Find(opportunity.Contact)?.ToJson(),
        };
    }

    private Contact ContactOf(Opportunity opportunity) =>
        caller.Organisation.Contacts.Find(opportunity.Contact) ?? Nobody;
}
