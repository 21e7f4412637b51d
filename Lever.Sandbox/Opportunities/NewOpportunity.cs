using System.Text.Json;
using Lever.Sandbox.Api;
using Lever.Sandbox.Contacts;

namespace Lever.Sandbox.Opportunities;

/// <summary>The body of <c>POST /opportunities</c>: every field is optional.</summary>
internal sealed record NewOpportunity
{
    public string? Name { get; init; }

    public string? Headline { get; init; }

    public string? Stage { get; init; }

    public string? Location { get; init; }

    public IReadOnlyList<Phone>? Phones { get; init; }

    public IReadOnlyList<string>? Emails { get; init; }

    public IReadOnlyList<string>? Links { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public IReadOnlyList<string>? Sources { get; init; }

    public string? Origin { get; init; }

    public string? Owner { get; init; }

    public IReadOnlyList<string>? Followers { get; init; }

    public IReadOnlyList<string>? Postings { get; init; }

    public long? CreatedAt { get; init; }

    public NewArchived? Archived { get; init; }

    public string? Contact { get; init; }

    public string? OpportunityLocation { get; init; }

    public static async Task<(NewOpportunity Body, IReadOnlyList<NewFile> Files)> ReadAsync(HttpRequest request)
    {
        if (request.HasFormContentType) return await NewOpportunityForm.ReadAsync(request);
        if (!request.HasJsonContentType()) throw Refusal.BadRequest("The body must be application/json or multipart/form-data");

        try
        {
            var body = await request.ReadFromJsonAsync<NewOpportunity>(LeverJson.Options);
            return (body ?? throw Refusal.BadRequest("The body must be an object"), []);
        }
        catch (JsonException e)
        {
            throw Refusal.BadRequest($"Malformed body: {e.Path ?? "$"}");
        }
    }
}

/// <summary>An opportunity that is archived from the start; a date without a reason is ignored (documented).</summary>
internal sealed record NewArchived(string? Reason, long? ArchivedAt);

/// <summary>A file that came with the opportunity.</summary>
internal sealed record NewFile(bool IsResume, string Name, byte[] Bytes);
