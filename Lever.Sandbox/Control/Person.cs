using System.Reflection;
using Lever.Sandbox.Api;
using Lever.Sandbox.Contacts;
using Lever.Sandbox.Opportunities;
using Lever.Sandbox.Organisations;
using Lever.Sandbox.State;

namespace Lever.Sandbox.Control;

/// <summary>A person at work in Lever's own pages: <c>?user=</c>, else the Super Admin.</summary>
internal sealed record Person(Organisation Organisation, string UserId, long Now)
{
    public OpportunityChanges Changes => new(Organisation, UserId, byApp: false, Now);

    public ContactChanges Contacts => new(Organisation, byApp: false, Now);

    public static async ValueTask<Person?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var chosen = (await ChosenOrganisation.BindAsync(context, parameter))!.Organisation;
        var clock = context.RequestServices.GetRequiredService<TimeProvider>();
        lock (chosen.Gate)
        {
            var asked = context.Request.Query["user"].ToString();
            var user = asked.Length > 0 ? chosen.Users.Find(asked) : chosen.Users.All.First(u => u is { IsSuperAdmin: true });
            return new(chosen, user?.Id ?? throw Refusal.NotFound("users", asked), clock.Milliseconds());
        }
    }

    public Opportunity Find(string id) => Organisation.Opportunities.Find(id) ?? throw Refusal.NotFound("opportunities", id);
}
