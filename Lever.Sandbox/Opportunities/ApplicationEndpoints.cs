using Lever.Sandbox.Api;

namespace Lever.Sandbox.Opportunities;

/// <summary>Applications are read with their opportunity; these routes work and are marked deprecated (documented).</summary>
internal static class ApplicationEndpoints
{
    public static void MapApplications(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/opportunities/{id}/applications", List).Needs("applications:read").WithSummary("List applications");
        v1.MapGet("/opportunities/{id}/applications/{application}", Get).Needs("applications:read").WithSummary("Get an application");
    }

    private static IResult List(string id, HttpRequest request, Caller caller)
    {
        lock (caller.Organisation.Gate)
        {
            var only = caller.Organisation.Applications.Find(caller.FindOpportunity(id).Application);
            List<Application> applications = only is null ? [] : [only];
            return Paging.Page(request, applications, found => found.Id, found => found.ToJson(caller.Organisation));
        }
    }

    private static IResult Get(string id, string application, Caller caller)
    {
        lock (caller.Organisation.Gate)
        {
            return caller.FindOpportunity(id).Application == application
                ? LeverJson.Single(caller.Organisation.Applications.Find(application)!.ToJson(caller.Organisation))
                : throw Refusal.NotFound("applications", application);
        }
    }
}
