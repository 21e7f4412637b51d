using Lever.Sandbox.Users;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Lever.Sandbox.Organisations;

/// <summary>Organisations made and ruled from outside, so that every test can have its own.</summary>
internal static class OrganisationEndpoints
{
    public static void MapOrganisations(this IEndpointRouteBuilder control)
    {
        control.MapPost("/organisations", Create).WithSummary("Make an organisation from the seed, with ids of its own");
        control.MapGet("/organisations", List).WithSummary("List the organisations");
        control.MapGet("/rules", GetRules).WithSummary("The rules that Lever does not document");
        control.MapPut("/rules", ChangeRules).WithSummary("Change some of those rules");
    }

    private static Created<OrganisationView> Create(NewOrganisation? request, LeverState lever)
    {
        var organisation = lever.Create(request ?? new());
        lock (organisation.Gate)
        {
            return TypedResults.Created($"/?organisation={organisation.Id}", OrganisationView.Of(organisation));
        }
    }

    private static Ok<IEnumerable<OrganisationView.Summary>> List(LeverState lever) =>
        TypedResults.Ok(lever.All.Select(o => new OrganisationView.Summary(o.Id, o.Name)));

    private static Ok<Rules> GetRules(ChosenOrganisation chosen) => TypedResults.Ok(chosen.Organisation.Rules);

    private static Ok<Rules> ChangeRules(RulesChange change, ChosenOrganisation chosen)
    {
        var organisation = chosen.Organisation;
        lock (organisation.Gate)
        {
            organisation.Save(organisation.Settings with { Rules = change.Apply(organisation.Rules) });
            return TypedResults.Ok(organisation.Rules);
        }
    }
}

internal sealed record NewOrganisation(string? Name = null, int? Postings = null, IReadOnlyList<NewUser>? Users = null);

/// <summary>A user besides the seed's; without an e-mail they get one at the organisation's own domain.</summary>
internal sealed record NewUser(string Name, string? Email = null, string? AccessRole = null, bool Deactivated = false)
{
    public User ToUser(string slug, long now) => new(
        Seed.NewId(),
        Name,
        Email ?? $"{string.Join('.', Name.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries))}@{slug}.example",
        AccessRole ?? "team member",
        now,
        Deactivated ? now : null);
}

internal sealed record OrganisationView(
    string Id,
    string Name,
    OrganisationView.UserView SuperAdmin,
    IReadOnlyList<OrganisationView.UserView> Users,
    IReadOnlyList<OrganisationView.PostingView> Postings)
{
    public static OrganisationView Of(Organisation organisation)
    {
        var users = organisation.Users.All
            .Select(user => new UserView(user.Id, user.Name, user.Email, user.AccessRole, !user.IsActive))
            .ToList();

        return new(
            organisation.Id,
            organisation.Name,
            users.First(user => user.AccessRole == User.SuperAdmin),
            users,
            [.. organisation.Postings.All.Select(p => new PostingView(p.Id, p.Text, p.State, p.Confidentiality))]);
    }

    internal sealed record Summary(string Id, string Name);

    internal sealed record UserView(string Id, string Name, string Email, string AccessRole, bool Deactivated);

    internal sealed record PostingView(string Id, string Text, string State, string Confidentiality);
}
