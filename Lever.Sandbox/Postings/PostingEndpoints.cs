using System.Text.Json.Nodes;
using Lever.Sandbox.Api;
using Lever.Sandbox.Opportunities;

namespace Lever.Sandbox.Postings;

internal static class PostingEndpoints
{
    public static readonly IReadOnlyList<string> States = ["published", "internal", "closed", "draft", "pending", "rejected"];

    private static readonly string[] OtherFilters =
        ["state", "distributionChannel", "group", "team", "department", "location", "commitment", "level", "tag"];

    public static void MapPostings(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/postings", List).Needs("postings:read").WithSummary("List postings");
        v1.MapGet("/postings/{id}", Get).Needs("postings:read").WithSummary("Get a posting");
    }

    private static IResult List(HttpRequest request, Caller caller)
    {
        var states = Shape.Values(request, "state");
        if (states.Except(States).FirstOrDefault() is { } unknown) throw Refusal.BadRequest($"Unknown state: {unknown}");

        var start = OpportunityQuery.Milliseconds(request, "updated_at_start");
        var end = OpportunityQuery.Milliseconds(request, "updated_at_end");
        if ((start ?? end) is not null && OtherFilters.Any(name => Shape.Values(request, name).Count > 0))
        {
            throw Refusal.BadRequest("updated_at_start and updated_at_end can be combined with confidentiality only");
        }

        lock (caller.Organisation.Gate)
        {
            var shows = caller.ListFilter(request);
            var postings = caller.Organisation.Postings.All
                .Where(posting => shows(posting.Confidentiality))
                .Where(posting => states.Count == 0 || states.Contains(posting.State))
                .Where(posting => IsInChannel(posting, Shape.Values(request, "distributionChannel"), states))
                .Where(posting => AnyOf("team", posting.Categories.Team))
                .Where(posting => AnyOf("department", posting.Categories.Department))
                .Where(posting => AnyOf("location", [.. posting.Categories.AllLocations]))
                .Where(posting => AnyOf("commitment", posting.Categories.Commitment))
                .Where(posting => AnyOf("tag", [.. posting.Tags]))
                .Where(posting => posting.UpdatedAt >= (start ?? 0) && posting.UpdatedAt <= (end ?? long.MaxValue))
                .OrderByDescending(posting => posting.CreatedAt)
                .ToList();
            return Paging.Page(request, postings, posting => posting.Id, posting => Read(posting, request, caller));
        }

        bool AnyOf(string name, params string?[] has) =>
            Shape.Values(request, name) is not { Count: > 0 } asked || has.Any(asked.Contains);
    }

    /// <summary>Lever's trap: asked for published postings, it shows those of the public site unless told otherwise.</summary>
    private static bool IsInChannel(Posting posting, IReadOnlyList<string> channels, IReadOnlyList<string> states)
    {
        if (channels.Count > 0) return posting.DistributionChannels?.Any(channels.Contains) is true;

        return states.Count == 0 || posting.State != "published" || posting.DistributionChannels?.Contains("public") is true;
    }

    private static IResult Get(string id, HttpRequest request, Caller caller)
    {
        lock (caller.Organisation.Gate)
        {
            var posting = caller.Organisation.Postings.Find(id) ?? throw Refusal.NotFound("postings", id);
            caller.RequireAccess(posting.Confidentiality);
            return LeverJson.Single(Read(posting, request, caller));
        }
    }

    private static JsonObject Read(Posting posting, HttpRequest request, Caller caller)
    {
        var users = caller.Organisation.Users;
        var whole = posting.ToJson(caller.Url, caller.Organisation.Settings.Slug);
        return Shape.Apply(request, whole, new Dictionary<string, Func<JsonNode?>>
        {
            ["user"] = () => users.Find(posting.User)?.ToJson(),
            ["owner"] = () => users.Find(posting.Owner)?.ToJson(),
            ["hiringManager"] = () => users.Find(posting.HiringManager)?.ToJson(),
            ["followers"] = () => LeverJson.Array(posting.Followers.Select(users.Find).OfType<Users.User>().Select(user => user.ToJson())),
        });
    }
}
