using System.Text.Json.Nodes;
using Lever.Sandbox.Api;

namespace Lever.Sandbox.Stages;

internal static class StageEndpoints
{
    public static void MapStages(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/stages", ListStages).Needs("stages:read").WithSummary("List stages in the order of the pipeline");
        v1.MapGet("/stages/{id}", GetStage).Needs("stages:read").WithSummary("Get a stage");
        v1.MapGet("/disposition_stages", GetDispositionStages).Needs("stages:read").WithSummary("Get stages and archive reasons");
        v1.MapGet("/archive_reasons", ListReasons).Needs("archive_reasons:read").WithSummary("List archive reasons");
        v1.MapGet("/archive_reasons/{id}", GetReason).Needs("archive_reasons:read").WithSummary("Get an archive reason");
    }

    /// <summary>Recorded, though not documented: one object with both lists, and no type for reasons that are not "hired".</summary>
    private static IResult GetDispositionStages(Caller caller)
    {
        lock (caller.Organisation.Gate)
        {
            return LeverJson.Single(new JsonObject
            {
                ["stages"] = LeverJson.Array(caller.Organisation.Stages.All.Select(stage => stage.ToDispositionJson())),
                ["archiveReasons"] = LeverJson.Array(caller.Organisation.ArchiveReasons.All.Select(reason => reason.ToDispositionJson())),
            });
        }
    }

    private static IResult ListStages(HttpRequest request, Caller caller)
    {
        lock (caller.Organisation.Gate)
        {
            return Paging.Page(request, [.. caller.Organisation.Stages.All], stage => stage.Id, stage => stage.ToJson());
        }
    }

    private static IResult GetStage(string id, Caller caller)
    {
        lock (caller.Organisation.Gate)
        {
            return LeverJson.Single((caller.Organisation.Stages.Find(id) ?? throw Refusal.NotFound("stages", id)).ToJson());
        }
    }

    private static IResult ListReasons(HttpRequest request, Caller caller)
    {
        var types = Shape.Values(request, "type");
        lock (caller.Organisation.Gate)
        {
            var reasons = caller.Organisation.ArchiveReasons.All.Where(reason => types.Count == 0 || types.Contains(reason.Type));
            return Paging.Page(request, [.. reasons], reason => reason.Id, reason => reason.ToJson());
        }
    }

    private static IResult GetReason(string id, Caller caller)
    {
        lock (caller.Organisation.Gate)
        {
            var reason = caller.Organisation.ArchiveReasons.Find(id) ?? throw Refusal.NotFound("archive_reasons", id);
            return LeverJson.Single(reason.ToJson());
        }
    }
}
