using System.Text.Json.Nodes;
using Lever.Sandbox.Api;
using Lever.Sandbox.State;

namespace Lever.Sandbox.Opportunities;

/// <summary>Tags and sources: words without ids, counted over the opportunities, with no write of their own.</summary>
internal static class LabelEndpoints
{
    public static void MapLabels(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/tags", (HttpRequest request, Caller caller) => List(request, caller, caller.Organisation.Opportunities.OfTag))
            .Needs("tags:read").WithSummary("List tags");
        v1.MapGet("/sources", (HttpRequest request, Caller caller) => List(request, caller, caller.Organisation.Opportunities.OfSource))
            .Needs("sources:read").WithSummary("List sources");
    }

    private static IResult List(HttpRequest request, Caller caller, Lookup<Opportunity> labels)
    {
        lock (caller.Organisation.Gate)
        {
            var counted = labels.Counts.OrderBy(label => label.Key, StringComparer.OrdinalIgnoreCase).ToList();
            return Paging.Page(
                request, counted, label => label.Key, label => new JsonObject { ["count"] = label.Count, ["text"] = label.Key });
        }
    }
}
