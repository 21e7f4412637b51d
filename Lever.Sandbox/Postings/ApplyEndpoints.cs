using System.Text.Json.Nodes;
using Lever.Sandbox.Api;
using Lever.Sandbox.Files;
using Lever.Sandbox.Organisations;
using Lever.Sandbox.State;

namespace Lever.Sandbox.Postings;

/// <summary>Applying to a posting, with the uploads that only an application can use.</summary>
internal static class ApplyEndpoints
{
    private static readonly TimeSpan UploadLifetime = TimeSpan.FromHours(24);

    public static void MapApply(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/postings/{id}/apply", Questions).Needs("postings:read").WithSummary("Get the questions of a posting");
        v1.MapPost("/postings/{id}/apply", Apply).Needs("postings:write").WithSummary("Apply to a posting");
        v1.MapPost("/uploads", Upload).Needs("uploads:write").WithSummary("Upload a file for an application");
    }

    private static IResult Questions(string id, Caller caller)
    {
        lock (caller.Organisation.Gate)
        {
            var posting = caller.Organisation.Postings.Find(id) ?? throw Refusal.NotFound("postings", id);
            caller.RequireAccess(posting.Confidentiality);
            return LeverJson.Single(new JsonObject
            {
                ["text"] = posting.Text,
                ["customQuestions"] = new JsonArray(),
                ["eeoQuestions"] = null,
                ["personalInformation"] = LeverJson.Array(
                [
                    Question("fullName", "Full name", required: true), Question("email", "Email", required: true),
                    Question("currentCompany", "Current company"), Question("currentLocation", "Current location"),
                    Question("phone", "Phone"), Question("resume", "Resume"), Question("additionalInformation", "Additional information"),
                ]),
                ["urls"] = LeverJson.Array([Question("LinkedIn", "LinkedIn URL"), Question("Other", "Other URL")]),
            });
        }
    }

    private static IResult Apply(string id, ApplicationBody body, Caller caller, TimeProvider clock)
    {
        lock (caller.Organisation.Gate)
        {
            var posting = caller.Organisation.Postings.Find(id) ?? throw Refusal.NotFound("postings", id);
            caller.RequireAccess(posting.Confidentiality);

            var applying = new Applying(caller.Organisation, byApp: true, clock.Milliseconds());
            var application = applying.Apply(posting, body);
            return LeverJson.Single(new JsonObject { ["applicationId"] = application.Id }, StatusCodes.Status201Created);
        }
    }

    private static async Task<IResult> Upload(HttpRequest request, Caller caller, TimeProvider clock)
    {
        var file = await FormFiles.ReadSingleAsync(request);
        var now = clock.Milliseconds();
        var upload = new Upload(Seed.NewId(), file.Name, file.Bytes, now + (long)UploadLifetime.TotalMilliseconds);
        lock (caller.Organisation.Gate)
        {
            var uploads = caller.Organisation.Uploads;
            foreach (var expired in uploads.All.Where(old => old.ExpiresAt <= now).ToList()) uploads.Remove(expired.Id);
            uploads.Put(upload);
        }

        return LeverJson.Single(
            new JsonObject
            {
                ["id"] = upload.Id,
                ["uri"] = $"{caller.Url}/uploads/{upload.Id}",
                ["filename"] = upload.Name,
                ["size"] = upload.Bytes.Length,
                ["expiresAt"] = upload.ExpiresAt,
            },
            StatusCodes.Status201Created);
    }

    private static JsonObject Question(string name, string text, bool required = false) =>
        new() { ["text"] = text, ["name"] = name, ["type"] = "text", ["required"] = required };
}

/// <summary>The body of an application; the fields are named pairs.</summary>
internal sealed record ApplicationBody(
    IReadOnlyList<ApplicationBody.Pair>? PersonalInformation,
    IReadOnlyList<ApplicationBody.Pair>? Urls = null,
    string? Source = null,
    string? Origin = null)
{
    public string? Get(string name) => PersonalInformation?.FirstOrDefault(pair => pair?.Name == name)?.Value;

    internal sealed record Pair(string Name, string? Value);
}
