using System.Reflection;
using Lever.Sandbox.OAuth;
using Lever.Sandbox.Opportunities;
using Lever.Sandbox.Organisations;

namespace Lever.Sandbox.Api;

/// <summary>On whose behalf a call is made, and where the sandbox is for them.</summary>
internal sealed record Caller(Organisation Organisation, Grant Grant, string Url)
{
    public bool SeesConfidential => Allows(Scopes.Confidential);

    public bool Allows(string scope) => Scopes.Allow(Grant.Scopes, scope);

    public static ValueTask<Caller?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        new(context.Features.Get<Caller>());

    /// <summary>Whether the caller may be shown an object; what they ask for by id is refused, not hidden.</summary>
    public void RequireAccess(string confidentiality)
    {
        if (confidentiality != Confidentiality.Open && !SeesConfidential) throw NoAccess();
    }

    /// <summary>The living opportunity with this id, if the caller may see it.</summary>
    public Opportunity FindOpportunity(string id)
    {
        var opportunity = Organisation.Opportunities.Find(id) ?? throw Refusal.NotFound("opportunities", id);
        RequireAccess(opportunity.Confidentiality);
        return opportunity;
    }

    /// <summary>Filters a list by <c>confidentiality</c>; only the open objects without it.</summary>
    public Func<string, bool> ListFilter(HttpRequest request)
    {
        var asked = request.Query["confidentiality"] is [{ Length: > 0 } text, ..] ? text : null;
        Confidentiality.Shows(asked, Confidentiality.Open);
        if (asked is not (null or Confidentiality.Open) && !SeesConfidential && Organisation.Rules.RefusesConfidentialLists)
        {
            throw NoAccess();
        }

        return has => Confidentiality.Shows(asked, has) && (has == Confidentiality.Open || SeesConfidential);
    }

    private static Refusal NoAccess() => Refusal.Forbidden("Access to confidential data is not allowed");
}

/// <summary>The least scope that a route needs.</summary>
internal sealed record RequiredScope(string Name);

internal static class RequiredScopeExtensions
{
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder route, string scope) =>
        route.WithMetadata(new RequiredScope(scope + ":admin"));
}
