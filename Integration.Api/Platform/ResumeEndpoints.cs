using System.Text;
using System.Text.RegularExpressions;
using Integration.Api.Data;
using Integration.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace Integration.Api.Platform;

/// <summary>The résumé of a candidate: the bytes of one file.</summary>
internal static partial class ResumeEndpoints
{
    private static readonly BodyLimit Limit = new(Resume.MaxBytes, TimeSpan.FromMinutes(3), IsCounted: false);

    public static void MapResumes(this IEndpointRouteBuilder account) =>
        account.MapPut("/candidates/{candidate}/resume", Put)
            .WithSummary("Store a candidate's résumé")
            .WithMetadata(Limit);

    private static async Task<Results<NoContent, ProblemHttpResult>> Put(
        [PlatformId] string account, [PlatformId] string candidate, HttpRequest request, ResumeTurns turns, IntegrationDbContext db, CancellationToken ct)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var contentType) || !Text.IsLine(request.ContentType!, 200))
            return Problem.Validation("Send the file's Content-Type.");
        if (FileName(request) is not { } fileName)
            return Problem.Validation("Send a Content-Disposition with the file's name of at most 255 characters.");
        if (!await db.Candidates.AnyAsync(found => found.AccountId == account && found.Id == candidate, ct))
            return Problem.NotFound("There is no such candidate.");

        await turns.WaitAsync(ct);
        try
        {
            var bytes = await Body.ReadAsync(request, ct);
            return bytes.Length == 0 ? Problem.Validation("The file is empty.") : await StoreAsync(db, account, candidate, fileName, contentType.MediaType.ToString(), bytes, ct);
        }
        finally
        {
            turns.Release();
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> StoreAsync(
        IntegrationDbContext db, string account, string candidate, string fileName, string type, byte[] bytes, CancellationToken ct)
    {
        // Nothing is written when the candidate was erased meanwhile.
        var written = await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO resumes (account_id, candidate_id, file_name, content_type, content)
             SELECT account_id, id, {fileName}, {type}, {bytes}
             FROM candidates WHERE account_id = {account} AND id = {candidate} FOR KEY SHARE
             ON CONFLICT (account_id, candidate_id) DO UPDATE
             SET file_name = excluded.file_name, content_type = excluded.content_type, content = excluded.content
             """, ct);
        return written == 1 ? TypedResults.NoContent() : Problem.NotFound("There is no such candidate.");
    }

    /// <summary>The last part of the name only: a path says something about the sender's machine.</summary>
    private static string? FileName(HttpRequest request)
    {
        if (!ContentDispositionHeaderValue.TryParse(Readable(request.Headers.ContentDisposition.ToString()), out var disposition)) return null;

        var given = disposition.FileNameStar.HasValue
            ? disposition.FileNameStar.ToString()
            : Escaped().Replace(HeaderUtilities.RemoveQuotes(disposition.FileName).ToString(), "$1");
        var name = given.Split('/', '\\')[^1].Trim();
        return name.Length > 0 && Text.IsLine(name, 255) ? name : null;
    }

    /// <summary>Not every sender writes in ASCII what must be, and not all of them the same way: in UTF-8 where it is that, else in Latin-1.</summary>
    private static string Readable(string header)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Encoding.Latin1.GetBytes(header));
        }
        catch (DecoderFallbackException)
        {
            return header;
        }
    }

    /// <summary>Any other backslash is a path's.</summary>
    [GeneratedRegex("""\\(["\\])""")]
    private static partial Regex Escaped();
}

/// <summary>Two résumés arrive at a time, since each is held until it is stored; the others wait their turn, unread.</summary>
internal sealed class ResumeTurns() : SemaphoreSlim(2);
