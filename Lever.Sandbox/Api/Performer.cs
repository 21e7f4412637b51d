using Lever.Sandbox.Organisations;
using Lever.Sandbox.Users;

namespace Lever.Sandbox.Api;

/// <summary>The user in whose name a call writes: <c>perform_as</c> in the query.</summary>
internal static class Performer
{
    public static User Required(HttpRequest request, Organisation organisation) =>
        Optional(request, organisation) ?? throw Refusal.BadRequest("Missing required parameter: perform_as");

    public static User? Optional(HttpRequest request, Organisation organisation)
    {
        if (request.Query["perform_as"].ToString() is not { Length: > 0 } id) return null;

        var user = organisation.Users.Find(id) ?? throw Unknown(organisation, "users", id);
        return user.IsActive || organisation.Rules.AllowsDeactivatedPerformAs
            ? user
            : throw Refusal.BadRequest($"perform_as: user {id} is deactivated");
    }

    /// <summary>Something named in a body or query that does not exist; its status is *assumed*.</summary>
    public static Refusal Unknown(Organisation organisation, string collection, string id) =>
        new(organisation.Rules.UnknownReferenceStatus, "ResourceNotFound", $"{collection} {id} was not found");
}
