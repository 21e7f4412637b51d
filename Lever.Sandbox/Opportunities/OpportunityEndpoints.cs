using System.Text.Json.Nodes;
using Lever.Sandbox.Api;

namespace Lever.Sandbox.Opportunities;

internal static class OpportunityEndpoints
{
    public static void MapOpportunities(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/opportunities", Create).Needs("opportunities:write").WithSummary("Create an opportunity");
        v1.MapGet("/opportunities", List).Needs("opportunities:read").WithSummary("List opportunities");
        v1.MapGet("/opportunities/{id}", Get).Needs("opportunities:read").WithSummary("Get an opportunity");
    }

    private static async Task<IResult> Create(HttpRequest request, Caller caller, TimeProvider clock)
    {
        var (body, files) = await NewOpportunity.ReadAsync(request);
        lock (caller.Organisation.Gate)
        {
            var performer = Performer.Required(request, caller.Organisation);
            var ownedByPostingOwner = request.Query["perform_as_posting_owner"] == "true";
            var creation = new OpportunityCreation(caller, performer, ownedByPostingOwner, clock.GetUtcNow().ToUnixTimeMilliseconds());
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

    private static IResult Get(string id, HttpRequest request, Caller caller)
    {
        lock (caller.Organisation.Gate)
        {
            var opportunity = caller.Organisation.Opportunities.Find(id) ?? throw Refusal.NotFound("opportunities", id);
            caller.RequireAccess(opportunity.Confidentiality);
            return LeverJson.Single(new OpportunityView(caller).Read(opportunity, request));
        }
    }
}
