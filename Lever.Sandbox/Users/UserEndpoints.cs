using Lever.Sandbox.Api;
using Lever.Sandbox.Contacts;
using Lever.Sandbox.State;

namespace Lever.Sandbox.Users;

internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/users", List).Needs("users:read").WithSummary("List users");
        v1.MapGet("/users/{id}", Get).Needs("users:read").WithSummary("Get a user");
        v1.MapPost("/users/{id}/deactivate", Deactivate).Needs("users:write").WithSummary("Deactivate a user");
        v1.MapPost("/users/{id}/reactivate", Reactivate).Needs("users:write").WithSummary("Reactivate a user");
    }

    /// <summary>Only active users, unless <c>includeDeactivated</c>; newest first.</summary>
    private static IResult List(HttpRequest request, Caller caller)
    {
        var emails = Shape.Values(request, "email").Select(Contact.Canonical).ToHashSet();
        var roles = Shape.Values(request, "accessRole").ToHashSet();
        var withDeactivated = request.Query["includeDeactivated"] == "true";

        lock (caller.Organisation.Gate)
        {
            var users = caller.Organisation.Users.All
                .Where(user => withDeactivated || user.IsActive)
                .Where(user => emails.Count == 0 || emails.Contains(Contact.Canonical(user.Email)))
                .Where(user => roles.Count == 0 || roles.Contains(user.AccessRole))
                .Where(_ => Shape.Values(request, "external_directory_id").Count == 0)
                .OrderByDescending(user => user.CreatedAt)
                .ToList();
            return Paging.Page(request, users, user => user.Id, user => user.ToJson());
        }
    }

    private static IResult Get(string id, Caller caller)
    {
        lock (caller.Organisation.Gate)
        {
            var user = caller.Organisation.Users.Find(id) ?? throw Refusal.NotFound("users", id);
            return LeverJson.Single(user.ToJson());
        }
    }

    private static IResult Deactivate(string id, Caller caller, TimeProvider clock) =>
        SetDeactivated(id, caller, clock.Milliseconds());

    private static IResult Reactivate(string id, Caller caller) => SetDeactivated(id, caller, null);

    private static IResult SetDeactivated(string id, Caller caller, long? deactivatedAt)
    {
        lock (caller.Organisation.Gate)
        {
            var user = caller.Organisation.Users.Find(id) ?? throw Refusal.NotFound("users", id);
            return LeverJson.Single(caller.Organisation.Users.Put(user with { DeactivatedAt = deactivatedAt }).ToJson());
        }
    }
}
