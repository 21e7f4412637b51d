using System.Reflection;
using Lever.Sandbox.Api;
using Lever.Sandbox.State;

namespace Lever.Sandbox.Opportunities;

/// <summary>One call that changes one opportunity: found, allowed, performed as somebody, answered.</summary>
internal sealed record ChangeCall(HttpRequest Request, Caller Caller, long Now)
{
    public static ValueTask<ChangeCall?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var clock = context.RequestServices.GetRequiredService<TimeProvider>();
        return new(new ChangeCall(
            context.Request, context.Features.Get<Caller>()!, clock.Milliseconds()));
    }

    /// <summary>Answers with the opportunity as it is now, but with the contact's data left empty.</summary>
    public IResult Blanked(string id, Func<OpportunityChanges, Opportunity, Opportunity> change) => Answer(id, change, blanked: true);

    public IResult Whole(string id, Func<OpportunityChanges, Opportunity, Opportunity> change) => Answer(id, change, blanked: false);

    private IResult Answer(string id, Func<OpportunityChanges, Opportunity, Opportunity> change, bool blanked)
    {
        lock (Caller.Organisation.Gate)
        {
            var opportunity = Caller.FindOpportunity(id);
            var performer = Performer.Optional(Request, Caller.Organisation);
            var changes = new OpportunityChanges(Caller.Organisation, performer?.Id ?? Caller.Grant.UserId, byApp: true, Now);

            var changed = change(changes, opportunity);
            var view = new OpportunityView(Caller);
            return LeverJson.Single(blanked ? view.Blanked(changed) : view.Created(changed));
        }
    }
}
