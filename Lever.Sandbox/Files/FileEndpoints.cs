using System.Globalization;
using System.Text.Json.Nodes;
using Lever.Sandbox.Api;
using Lever.Sandbox.Opportunities;

namespace Lever.Sandbox.Files;

/// <summary>Files of an opportunity, and its résumé, which can only come with the opportunity itself.</summary>
internal static class FileEndpoints
{
    public static void MapFiles(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/opportunities/{id}/files", Upload).Needs("files:write").WithSummary("Upload a file");
        v1.MapGet("/opportunities/{id}/files", List).Needs("files:read").WithSummary("List files");
        v1.MapGet("/opportunities/{id}/files/{file}", Get).Needs("files:read").WithSummary("Get a file");
        v1.MapGet("/opportunities/{id}/files/{file}/download", Download).Needs("files:read").WithSummary("Download a file");
        v1.MapDelete("/opportunities/{id}/files/{file}", Delete).Needs("files:write").WithSummary("Delete a file");

        v1.MapGet("/opportunities/{id}/resumes", ListResumes).Needs("resumes:read").WithSummary("List résumés");
        v1.MapGet("/opportunities/{id}/resumes/{file}", GetResume).Needs("resumes:read").WithSummary("Get a résumé");
        v1.MapGet("/opportunities/{id}/resumes/{file}/download", DownloadResume).Needs("resumes:read").WithSummary("Download a résumé");
    }

    private static async Task<IResult> Upload(string id, ChangeCall call)
    {
        var file = await FormFiles.ReadSingleAsync(call.Request);
        lock (call.Caller.Organisation.Gate)
        {
            var opportunity = call.Caller.FindOpportunity(id);
            var performer = Performer.Required(call.Request, call.Caller.Organisation);
            var stored = new FileStore(call.Caller.Organisation, call.Now).Keep(file, id);
            new OpportunityChanges(call.Caller.Organisation, performer.Id, byApp: true, call.Now).Touch(opportunity);
            return LeverJson.Single(FileJson(stored, call.Caller), StatusCodes.Status201Created);
        }
    }

    private static IResult List(string id, ChangeCall call) => Page(id, call, resumes: false, FileJson);

    private static IResult ListResumes(string id, ChangeCall call) => Page(id, call, resumes: true, ResumeJson);

    private static IResult Get(string id, string file, ChangeCall call) => One(id, file, call, FileJson);

    private static IResult GetResume(string id, string file, ChangeCall call) => One(id, file, call, ResumeJson);

    private static IResult Download(string id, string file, ChangeCall call) => Bytes(id, file, call);

    private static IResult DownloadResume(string id, string file, ChangeCall call) => Bytes(id, file, call);

    private static IResult Delete(string id, string file, ChangeCall call)
    {
        lock (call.Caller.Organisation.Gate)
        {
            Performer.Required(call.Request, call.Caller.Organisation);
            call.Caller.Organisation.Files.Put(Find(id, file, call.Caller) with { DeletedAt = call.Now });
            return Results.NoContent();
        }
    }

    private static IResult Page(string id, ChangeCall call, bool resumes, Func<StoredFile, Caller, JsonObject> toJson)
    {
        var start = OpportunityQuery.Milliseconds(call.Request, "uploaded_at_start") ?? 0;
        var end = OpportunityQuery.Milliseconds(call.Request, "uploaded_at_end") ?? long.MaxValue;
        lock (call.Caller.Organisation.Gate)
        {
            var files = call.Caller.Organisation.FilesOf[call.Caller.FindOpportunity(id).Id]
                .Where(file => file.IsResume == resumes && file.DeletedAt is null)
                .Where(file => file.UploadedAt >= start && file.UploadedAt <= end)
                .OrderByDescending(file => file.UploadedAt)
                .ToList();
            return Paging.Page(call.Request, files, file => file.Id, file => toJson(file, call.Caller));
        }
    }

    private static IResult One(string id, string file, ChangeCall call, Func<StoredFile, Caller, JsonObject> toJson)
    {
        lock (call.Caller.Organisation.Gate)
        {
            return LeverJson.Single(toJson(Find(id, file, call.Caller), call.Caller));
        }
    }

    private static IResult Bytes(string id, string file, ChangeCall call)
    {
        lock (call.Caller.Organisation.Gate)
        {
            var stored = Find(id, file, call.Caller);
            var content = call.Caller.Organisation.Contents.Find(stored.Sha256)!;
            return Results.Bytes(content.Bytes, "application/octet-stream", stored.Name);
        }
    }

    private static StoredFile Find(string id, string file, Caller caller) =>
        caller.Organisation.Files.Find(file) is { DeletedAt: null } stored && stored.OpportunityId == caller.FindOpportunity(id).Id
            ? stored
            : throw Refusal.NotFound("files", file);

    private static JsonObject FileJson(StoredFile file, Caller caller)
    {
        var kind = file.IsResume ? "resumes" : "files";
        return new()
        {
            ["id"] = file.Id,
            ["downloadUrl"] = $"{caller.Url}/v1/opportunities/{file.OpportunityId}/{kind}/{file.Id}/download",
            ["ext"] = file.Extension,
            ["name"] = file.Name,
            ["uploadedAt"] = Number(file.UploadedAt),
            ["status"] = "processed",
            ["size"] = Number(file.Size),
        };

        JsonNode Number(long number) => caller.Organisation.Rules.FileNumbersAreText
            ? number.ToString(CultureInfo.InvariantCulture)
            : number;
    }

    private static JsonObject ResumeJson(StoredFile resume, Caller caller)
    {
        var file = FileJson(resume, caller);
        file.Remove("id");
        return new()
        {
            ["id"] = resume.Id,
            ["createdAt"] = resume.UploadedAt,
            ["file"] = file,
            ["parsedData"] = new JsonObject { ["positions"] = new JsonArray(), ["schools"] = new JsonArray() },
        };
    }
}
