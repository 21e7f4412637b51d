using Integration.Api.Access;
using Integration.Api.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using ServiceDefaults;

namespace Integration.Api.Connections;

/// <summary>Where Lever sends the admin's browser back to. Whatever comes, the answer is a redirect to a page of the UI.</summary>
internal static class CallbackEndpoint
{
    public static void MapOAuthCallback(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Authorizations.CallbackPath, Complete).WithTags("Connection").AllowAnonymous()
            .WithSummary("Receive the answer to the authorization request");

    private static async Task<RedirectHttpResult> Complete(
        HttpContext context, CurrentMembers members, Authorizations authorizations, IOptions<PublicUrls> urls, CancellationToken ct)
    {
        var cookie = (await context.AuthenticateAsync(SignInCookie.Scheme)).Principal;
        var query = context.Request.Query;

        AuthorizationError? error;
        try
        {
            var signedIn = cookie is null ? null : await members.FindSignedInAsync(cookie, ct);
            error = await authorizations.CompleteAsync(
                signedIn, One("state"), query.ContainsKey("error") ? null : One("code"), isDenied: One("error") == "access_denied", ct);
        }
        catch (Exception e) when (Failures.IsDatabaseAway(e))
        {
            error = new("exchange-failed");
        }

        return TypedResults.Redirect(urls.Value.OfUi(error switch
        {
            null => "/setup/webhooks",
            { MissingScopes: { } scopes } => QueryHelpers.AddQueryString(
                $"/setup?error={error.Code}", "scopes", string.Join(' ', scopes)),
            _ => $"/setup?error={error.Code}",
        }));

        string? One(string name) => query.TryGetValue(name, out var values) && values is [{ Length: > 0 } value] ? value : null;
    }
}
