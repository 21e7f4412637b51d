using System.Text.Json.Nodes;
using Lever.Sandbox.Api;
using Lever.Sandbox.State;

namespace Lever.Sandbox.Opportunities;

internal static class OpportunityEndpoints
{
    public static void MapOpportunities(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/opportunities", Create).Needs("opportunities:write").WithSummary("Create an opportunity");
        v1.MapGet("/opportunities", List).Needs("opportunities:read").WithSummary("List opportunities");
        v1.MapGet("/opportunities/deleted", ListDeleted).Needs("opportunities:read").WithSummary("List deleted opportunities");
        v1.MapGet("/opportunities/{id}", Get).Needs("opportunities:read").WithSummary("Get an opportunity");
    }

    private static async Task<IResult> Create(HttpRequest request, Caller caller, TimeProvider clock)
    {
        var (body, files) = await NewOpportunity.ReadAsync(request);
        lock (caller.Organisation.Gate)
        {
            var performer = Performer.Required(request, caller.Organisation);
            var ownedByPostingOwner = request.Query["perform_as_posting_owner"] == "true";
            var creation = new OpportunityCreation(caller, performer, ownedByPostingOwner, clock.Milliseconds());
            var (opportunity, deduped) = creation.Create(body, files);

            var answer = new JsonObject { ["deduped"] = deduped, ["data"] = new OpportunityView(caller).Created(opportunity) };
            return LeverJson.Body(answer, StatusCodes.Status201Created);
        }
    }

    private static IResult List(HttpRequest request, Caller caller)
    {
        lock (caller.Organisation.Gate)
        {
            var query = new OpportunityQuery(caller, request);
            var view = new OpportunityView(caller);
            var (page, next) = query.Run();

            return LeverJson.Page(
                LeverJson.Array(page.Select(opportunity => view.Read(opportunity, request))), next is null ? null : query.TokenOf(next));
        }
    }

    private static IResult ListDeleted(HttpRequest request, Caller caller)
    {
        var start = OpportunityQuery.Milliseconds(request, "deleted_at_start") ?? 0;
        var end = OpportunityQuery.Milliseconds(request, "deleted_at_end") ?? long.MaxValue;

        lock (caller.Organisation.Gate)
        {
            var table = caller.Organisation.Opportunities;
            var view = new OpportunityView(caller);
            var shows = caller.ListFilter(request);
            var deleted = table.ByDeletedAt.Between(Moment.FirstOf(start), Moment.LastOf(end))
                .Reverse()
                .Select(moment => table.Get(moment.Id))
                .Where(opportunity => shows(opportunity.Confidentiality))
                .ToList();
            return Paging.Page(request, deleted, opportunity => opportunity.Id, opportunity => view.Read(opportunity, request));
        }
    }

    private static IResult Get(string id, HttpRequest request, Caller caller)
    {
        lock (caller.Organisation.Gate)
        {
            return LeverJson.Single(new OpportunityView(caller).Read(caller.FindOpportunity(id), request));
        }
    }
}
