using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Integration.Api.AutoSync;
using Integration.Api.Data;
using Integration.Api.Exports;
using Integration.Api.Http;
using Integration.Api.Notes;
using Integration.Api.Workers;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Integration.Api.Platform;

/// <summary>The candidates that the host product pushes, one or up to a thousand at a time.</summary>
internal static class CandidateEndpoints
{
    private const int MostPerBatch = 1_000;

    /// <summary>A thousand, or one with many long notes.</summary>
    private static readonly BodyLimit Limit = new(30_000_000, TimeSpan.FromMinutes(1));

    public static void MapCandidates(this IEndpointRouteBuilder account)
    {
        account.MapPut("/candidates/{candidate}", Put).WithSummary("Create or replace a candidate").WithMetadata(Limit);
        account.MapPost("/candidates", PutMany).WithSummary("Create or replace up to 1,000 candidates").WithMetadata(Limit);
        account.MapDelete("/candidates/{candidate}", Erase).WithSummary("Erase a person here");
    }

    private static async Task<Results<Created, Ok, ProblemHttpResult>> Put(
        [PlatformId] string account, [PlatformId] string candidate, PutCandidate body, IntegrationDbContext db, ErasedPeople erased,
        Signal<ExportWorker> signal, TimeProvider clock, CancellationToken ct)
    {
        if (!await db.Accounts.AnyAsync(found => found.Id == account, ct)) return Problem.NotFound("There is no such account.");
        if (body.InvalidEmail is { } email) return Problem.EmailNotValid(email);

        var (created, _) = await UpsertAsync(db, erased, account, [(candidate, body)], signal, clock, ct);
        return created == 1 ? TypedResults.Created() : TypedResults.Ok();
    }

    private static async Task<Results<Ok<PutCandidatesResult>, ProblemHttpResult>> PutMany(
        [PlatformId] string account, JsonElement[] body, IntegrationDbContext db, ErasedPeople erased, Signal<ExportWorker> signal,
        TimeProvider clock, CancellationToken ct)
    {
        if (body.Length == 0) return Problem.Validation("Send at least one candidate.");
        if (body.Length > MostPerBatch)
            return Problem.Of(StatusCodes.Status400BadRequest, "too-many", $"Send at most {MostPerBatch} candidates at a time.");
        if (!await db.Accounts.AnyAsync(found => found.Id == account, ct)) return Problem.NotFound("There is no such account.");

        var good = new List<(string Id, PutCandidate Body)>();
        var rejected = new List<RejectedCandidate>();
        foreach (var row in body)
        {
            var candidate = Read(row, out var id, out var problem);
            if (candidate is null) rejected.Add(new(id, "validation", problem));
            else if (candidate.InvalidEmail is { } email) rejected.Add(new(id, Problem.EmailNotValidCode, Problem.EmailNotValidDetail(email)));
            else good.Add((id!, candidate));
        }

        var (created, updated) = await UpsertAsync(db, erased, account, good, signal, clock, ct);
        return TypedResults.Ok(new PutCandidatesResult(created, updated, rejected));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Erase(
        [PlatformId] string account, [PlatformId] string candidate, IntegrationDbContext db, ErasedPeople erased, CancellationToken ct)
    {
        if (!await db.Accounts.AnyAsync(found => found.Id == account, ct)) return Problem.NotFound("There is no such account.");

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await erased.EraseAsync(account, candidate, ct);
        await transaction.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    /// <summary>One row of a batch; null with the id, as far as it is known, and a sentence when it is not usable.</summary>
    private static PutCandidate? Read(JsonElement row, out string? id, out string problem)
    {
        id = null;
        problem = "The field id must be 1-128 of A-Z a-z 0-9 . _ : -";
        try
        {
            id = row.ValueKind == JsonValueKind.Object && row.TryGetProperty("id", out var given) ? given.Deserialize<string>(Json.Options) : null;
            if (id is null || !Text.IsId(id)) return null;

            var candidate = row.Deserialize<PutCandidate>(Json.Options)!;
            var problems = new List<ValidationResult>();
            if (Validator.TryValidateObject(candidate, new(candidate), problems, validateAllProperties: true)) return candidate;

            problem = problems[0].ErrorMessage!;
        }
        catch (JsonException e)
        {
            problem = e.Path is { Length: > 2 } path && id is not null ? $"The field {path[2..]} is missing or of a wrong type." : id is null ? problem : "A field is missing or of a wrong type.";
        }

        return null;
    }

    private static async Task<(int Created, int Updated)> UpsertAsync(
        IntegrationDbContext db, ErasedPeople erased, string account, IReadOnlyCollection<(string Id, PutCandidate Body)> candidates,
        Signal<ExportWorker> signal, TimeProvider clock, CancellationToken ct)
    {
        // A statement can write a row only once: of candidates that come twice, the last one counts.
        var rows = candidates.GroupBy(candidate => candidate.Id).Select(same => Row(same.Last())).ToList();
        var json = JsonSerializer.Serialize(rows, Json.Options);

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var changed = await db.Database.SqlQuery<Changed>(
            $"""
             INSERT INTO candidates AS candidate
                 (account_id, id, name, stage, requisition_id, headline, location, emails, phones, links, tags, notes,
                  profile_url, sourced_by_member_id)
             SELECT {account}, id, normalize(name, NFC), stage, "requisitionId", headline, location, emails, phones, links, tags, notes,
                 "profileUrl", "sourcedByMemberId"
             FROM jsonb_to_recordset({json}::jsonb) AS row
                 (id text, name text, stage text, "requisitionId" text, headline text, location text, emails text[], phones jsonb,
                  links text[], tags text[], notes jsonb, "profileUrl" text, "sourcedByMemberId" text)
             ORDER BY id
             ON CONFLICT (account_id, id) DO UPDATE
             SET name = excluded.name, stage = excluded.stage, requisition_id = excluded.requisition_id,
                 headline = excluded.headline, location = excluded.location, emails = excluded.emails, phones = excluded.phones,
                 links = excluded.links, tags = excluded.tags, notes = excluded.notes, profile_url = excluded.profile_url,
                 sourced_by_member_id = excluded.sourced_by_member_id
             WHERE candidate IS DISTINCT FROM excluded
             RETURNING id, xmax = 0 AS is_new
             """).ToListAsync(ct);

        var ids = changed.Select(row => row.Id).ToArray();
        var now = clock.GetUtcNow();
        var isQueued = await db.QueueChangedAsync(erased, account, ids, now, ct);
        var withNotes = await db.QueueNotesAsync([.. ids.Select(id => (account, id))], ct);
        if (withNotes.Count > 0 || isQueued) await db.WakeChannelAsync(account, ct);
        await transaction.CommitAsync(ct);
        signal.Set();

        var created = changed.Count(row => row.IsNew);
        return (created, candidates.Count - created);
    }

    /// <param name="IsNew">False for a candidate that was there and is another now; one that is the same is not among the changed.</param>
    private sealed record Changed(string Id, bool IsNew);

    private static object Row((string Id, PutCandidate Body) candidate) => new
    {
        candidate.Id,
        Name = Text.Line(candidate.Body.Name),
        Stage = Text.Line(candidate.Body.Stage),
        candidate.Body.RequisitionId,
        Headline = Text.Line(candidate.Body.Headline),
        Location = Text.Line(candidate.Body.Location),
        Emails = candidate.Body.Emails.Select(Text.Email),
        candidate.Body.Phones,
        candidate.Body.Links,
        Tags = candidate.Body.Tags.Select(tag => Text.Line(tag)),
        Notes = candidate.Body.Notes.Where(note => Text.IsVisible(note.Text)),
        candidate.Body.ProfileUrl,
        candidate.Body.SourcedByMemberId,
    };
}

public sealed record PutCandidate(
    [property: Required, Line(300)] string Name,
    [property: Required, Line(100)] string Stage,
    [property: PlatformId] string? RequisitionId = null,
    [property: Line(1_000, MayBeBlank = true)] string? Headline = null,
    [property: Line(300, MayBeBlank = true)] string? Location = null,
    [property: WebAddress] string? ProfileUrl = null,
    [property: PlatformId] string? SourcedByMemberId = null) : IValidatableObject
{
    // A list that is null is one that is left out, as with every other field here. The reader lets null through to a property that is
    // no parameter of the constructor, whatever the type says.
    [MaxLength(50), AllowNull]
    public IReadOnlyList<string> Emails { get; init => field = value ?? []; } = [];

    [MaxLength(50), AllowNull]
    public IReadOnlyList<Phone> Phones { get; init => field = value ?? []; } = [];

    [MaxLength(100), Line(2_000), AllowNull]
    public IReadOnlyList<string> Links { get; init => field = value ?? []; } = [];

    [MaxLength(200), Line(200), AllowNull]
    public IReadOnlyList<string> Tags { get; init => field = value ?? []; } = [];

    [MaxLength(1_000), AllowNull]
    public IReadOnlyList<Note> Notes { get; init => field = value ?? []; } = [];

    /// <summary>The field of the first address that is none, also without what is taken away from it.</summary>
    internal string? InvalidEmail => Emails.Index().Where(email => !Text.IsEmail(Text.Email(email.Item))).Select(email => $"emails[{email.Index}]").FirstOrDefault();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Emails.Concat(Links).Concat(Tags).Any(text => text is null) || Phones.Any(phone => phone is null) || Notes.Any(note => note is null))
        {
            yield return new("A list must not hold null.");
            yield break;
        }

        if (!Emails.All(email => Text.IsText(email, 1_000)))
            yield return new("The field emails must hold e-mail addresses.", [nameof(Emails)]);

        if (!Phones.All(phone => Text.IsLine(phone.Value, 100) && phone.Value.Trim().Length > 0 && Text.IsLine(phone.Type ?? "", 50)))
            yield return new("The field phones must hold {type, value}: one line each, the value not blank.", [nameof(Phones)]);

        if (!Notes.All(note => Text.IsText(note.Text, 50_000) && Text.IsLine(note.Id ?? "", 200) && Text.IsLine(note.Author ?? "", 300)))
            yield return new("The field notes must hold {id?, text, author?, createdAt?}: text of at most 50,000 characters.", [nameof(Notes)]);
    }
}

public sealed record PutCandidatesResult(int Created, int Updated, IReadOnlyList<RejectedCandidate> Rejected);

/// <param name="Id">Null when the row named none that can be repeated.</param>
public sealed record RejectedCandidate([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Id, string Code, string Detail);
