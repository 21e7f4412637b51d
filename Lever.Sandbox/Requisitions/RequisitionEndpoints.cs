using Lever.Sandbox.Api;
using Lever.Sandbox.Opportunities;

namespace Lever.Sandbox.Requisitions;

/// <summary>Requisitions; customers without them get 403 or nothing, which a rule decides.</summary>
internal static class RequisitionEndpoints
{
    public static void MapRequisitions(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/requisitions", List).Needs("requisitions:read").WithSummary("List requisitions");
        v1.MapGet("/requisitions/{id}", Get).Needs("requisitions:read").WithSummary("Get a requisition");
    }

    private static IResult List(HttpRequest request, Caller caller)
    {
        var codes = Shape.Values(request, "requisition_code");
        var statuses = Shape.Values(request, "status");
        var start = OpportunityQuery.Milliseconds(request, "created_at_start") ?? 0;
        var end = OpportunityQuery.Milliseconds(request, "created_at_end") ?? long.MaxValue;

        lock (caller.Organisation.Gate)
        {
            var shows = caller.ListFilter(request);
            var requisitions = Available(caller)
                .Where(requisition => shows(requisition.Confidentiality))
                .Where(requisition => codes.Count == 0 || codes.Contains(requisition.RequisitionCode))
                .Where(requisition => statuses.Count == 0 || statuses.Contains(requisition.Status))
                .Where(requisition => requisition.CreatedAt >= start && requisition.CreatedAt <= end)
                .OrderByDescending(requisition => requisition.CreatedAt)
                .ToList();
            return Paging.Page(request, requisitions, requisition => requisition.Id, requisition => requisition.ToJson());
        }
    }

    private static IResult Get(string id, Caller caller)
    {
        lock (caller.Organisation.Gate)
        {
            var requisition = Available(caller).FirstOrDefault(r => r.Id == id) ?? throw Refusal.NotFound("requisitions", id);
            caller.RequireAccess(requisition.Confidentiality);
            return LeverJson.Single(requisition.ToJson());
        }
    }

    private static IEnumerable<Requisition> Available(Caller caller) => caller.Organisation.Rules.Requisitions switch
    {
        "forbidden" => throw Refusal.Forbidden("Requisitions are not enabled for this account"),
        "empty" => [],
        _ => caller.Organisation.Requisitions.All,
    };
}
