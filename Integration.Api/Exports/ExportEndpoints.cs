using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text.Json;
using Integration.Api.Access;
using Integration.Api.Connections;
using Integration.Api.Data;
using Integration.Api.Events;
using Integration.Api.Http;
using Integration.Api.LeverLists;
using Integration.Api.Workers;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Integration.Api.Exports;

/// <summary>Exports: started, watched, retried and cancelled.</summary>
internal static class ExportEndpoints
{
    /// <summary>The most candidates that somebody is thought to wait for; more are a bulk.</summary>
    private const int MostInteractive = 5;

    public static void MapExports(this IEndpointRouteBuilder routes)
    {
        var exports = routes.MapGroup("/accounts/{account}/exports").WithTags("Exports");

        exports.MapPost("/", Create).RequireAuthorization(AccessPolicies.Mapped).WithSummary("Start an export of candidates to Lever");
        exports.MapPost("/preview", Preview).RequireAuthorization(AccessPolicies.Mapped).WithSummary("Say what an export would do, without sending anything");
        exports.MapGet("/", List).RequireAuthorization(AccessPolicies.Member).WithSummary("List the exports, newest first");
        exports.MapGet("/{id:guid}", Get).RequireAuthorization(AccessPolicies.Member).WithSummary("Get an export, its progress and its items");
        exports.MapPost("/{id:guid}/retry", Retry).RequireAuthorization(AccessPolicies.Mapped).WithSummary("Queue the failed items again");
        exports.MapPost("/{id:guid}/cancel", Cancel).RequireAuthorization(AccessPolicies.Mapped).WithSummary("Skip what is still queued");
    }

    private static async Task<Results<Accepted<ExportView>, ProblemHttpResult>> Create(
        CurrentMember member, CreateExport body, [FromHeader(Name = "Idempotency-Key"), Line(100)] string? idempotencyKey,
        IntegrationDbContext db, IdempotencyKeys keys, ExportViews views, RequisitionCheck requisitions, LeverListCache lists,
        Signal<ExportWorker> signal, TimeProvider clock, CancellationToken ct)
    {
        if (idempotencyKey is { Length: 0 }) return Problem.Validation("Idempotency-Key is 1-100 characters, or absent.");

        string[] candidates = [.. body.CandidateIds.Distinct()];
        var hash = Hash(candidates, body);
        if (idempotencyKey is not null && await keys.FindAsync(member.AccountId, idempotencyKey, ct) is { } earlier) return await AnswerAsync(earlier);
        if (await FindProblemAsync(db, requisitions, member, body, ct) is { } problem) return problem;

        var now = clock.GetUtcNow();
        var export = new Export
        {
            Id = Guid.CreateVersion7(),
            AccountId = member.AccountId,
            CreatedAt = now,
            CreatedByMemberId = member.Id,
            PostingId = body.PostingId.Value,
            PostingText = await PostingTextAsync(lists, member, body.PostingId.Value, ct),
            RequisitionId = body.RequisitionId,
            RequisitionText = await lists.RememberedRequisitionTextAsync(member.AccountId, body.RequisitionId, ct),
            IdempotencyKey = idempotencyKey,
            RequestHash = idempotencyKey is null ? null : hash,
        };

        await using (var transaction = await db.Database.BeginTransactionAsync(ct))
        {
            var expired = now - Export.IdempotencyKeyLifetime;
            if (idempotencyKey is not null)
            {
                await db.Exports
                    .Where(found => found.AccountId == member.AccountId && found.IdempotencyKey == idempotencyKey && found.CreatedAt <= expired)
                    .ExecuteUpdateAsync(set => set.SetProperty(found => found.IdempotencyKey, (string?)null), ct);
            }

            db.Exports.Add(export);
            try
            {
                await db.SaveChangesAsync(ct);
            }
            catch (DbUpdateException e) when (e.IsUniqueViolation())
            {
                // The same request arrived twice at once; the other one won.
                await transaction.RollbackAsync(ct);
                return await AnswerAsync((await keys.FindAsync(member.AccountId, idempotencyKey!, ct))!);
            }

            var priority = candidates.Length <= MostInteractive ? ExportPriority.Interactive : ExportPriority.Bulk;
            var unknown = await db.AddItemsAsync(export, candidates, priority, postingFromRequisition: !body.PostingId.IsGiven, ct);
            await db.WakeChannelAsync(member.AccountId, ct);
            await db.AppendAsync(
                member.AccountId, [.. unknown.Select(candidate => ExportEvents.Failed(now, candidate, export.Id, ItemCodes.CandidateNotFound))], ct);
            await transaction.CommitAsync(ct);
        }

        signal.Set();
        await keys.RememberAsync(export);
        return TypedResults.Accepted(Location(export), (await views.FindAsync(member.AccountId, export.Id, null, ct))!);

        async Task<Results<Accepted<ExportView>, ProblemHttpResult>> AnswerAsync(Export found) =>
            found.RequestHash is { } before && !before.AsSpan().SequenceEqual(hash)
                ? Problem.Unprocessable("idempotency-key-reused", "This Idempotency-Key was used for another export. Use a new one.")
                : TypedResults.Accepted(Location(found), await views.ShowAsync(found, null, ct));
    }

    private static async Task<string?> PostingTextAsync(LeverListCache lists, CurrentMember member, string? posting, CancellationToken ct)
    {
        if (posting is null) return null;

        var limitedTo = await lists.RememberedLimitedToAsync(member.AccountId, member.Id, ct);
        return (await lists.RememberedPostingsAsync(member.AccountId, limitedTo, ct)).Find(found => found.Id == posting)?.Text;
    }

    private static string Location(Export export) => $"/accounts/{export.AccountId}/exports/{export.Id}";

    private static async Task<Results<Ok<ExportPreviewView>, ProblemHttpResult>> Preview(
        CurrentMember member, CreateExport body, bool? lookUp, IntegrationDbContext db, ExportPreview preview, RequisitionCheck requisitions, CancellationToken ct)
    {
        if (await FindProblemAsync(db, requisitions, member, body, ct) is { } problem) return problem;

        return TypedResults.Ok(await preview.ShowAsync(
            member, [.. body.CandidateIds.Distinct()], body.PostingId.Value, postingFromRequisition: !body.PostingId.IsGiven, lookUp ?? true, ct));
    }

    /// <summary>What is wrong with the request comes before what is wrong with the connection, wherever Lever can be asked.</summary>
    private static async Task<ProblemHttpResult?> FindProblemAsync(
        IntegrationDbContext db, RequisitionCheck requisitions, CurrentMember member, CreateExport body, CancellationToken ct)
    {
        var connection = await db.Connections.Where(found => found.AccountId == member.AccountId).Select(found => found.Status).SingleAsync(ct);
        if (connection.IsUsable() && await requisitions.FindProblemAsync(member.AccountId, body.PostingId.Value, body.RequisitionId, ct) is { } problem)
            return problem;

        return connection == ConnectionStatus.Active
            ? null
            : Problem.Conflict("not-active", "The integration with Lever is not active. An admin can finish its setup.");
    }

    private static async Task<Ok<Page<ExportView>>> List(CurrentMember member, Paging paging, ExportViews views, CancellationToken ct) =>
        TypedResults.Ok(await views.ListAsync(member.AccountId, paging, ct));

    private static async Task<Results<Ok<ExportView>, ProblemHttpResult>> Get(
        CurrentMember member, Guid id, string? status, Paging paging, ExportViews views, CancellationToken ct)
    {
        ExportItemStatus? of = Enum.TryParse<ExportItemStatus>(status, ignoreCase: true, out var named) && Enum.IsDefined(named) ? named : null;
        if (!string.IsNullOrEmpty(status) && of is null) return Problem.Validation("status is one of queued, exporting, exported, failed, skipped.");

        return await views.FindAsync(member.AccountId, id, paging.AfterNumber, ct, of) is { } view ? TypedResults.Ok(view) : Problem.NotFound();
    }

    private static async Task<Results<Accepted<ExportView>, ProblemHttpResult>> Retry(
        CurrentMember member, Guid id, IntegrationDbContext db, ExportViews views, Signal<ExportWorker> signal, CancellationToken ct)
    {
        if (!await db.Exports.AnyAsync(found => found.AccountId == member.AccountId && found.Id == id, ct)) return Problem.NotFound();
        if (await db.RequeueFailedAsync(member.AccountId, id, ct) == 0)
            return Problem.Conflict("nothing-to-retry", "No candidate of this export failed.");

        signal.Set();
        return TypedResults.Accepted($"/accounts/{member.AccountId}/exports/{id}", (await views.FindAsync(member.AccountId, id, null, ct))!);
    }

    private static async Task<Results<Ok<ExportView>, ProblemHttpResult>> Cancel(
        CurrentMember member, Guid id, IntegrationDbContext db, ExportViews views, TimeProvider clock, CancellationToken ct)
    {
        await using (var transaction = await db.Database.BeginTransactionAsync(ct))
        {
            var now = clock.GetUtcNow();
            await db.Exports.Where(found => found.AccountId == member.AccountId && found.Id == id && found.CancelledAt == null
                    && db.ExportItems.Any(item => item.ExportId == id
                        && (item.Status == ExportItemStatus.Queued || item.Status == ExportItemStatus.Exporting)))
                .ExecuteUpdateAsync(set => set.SetProperty(found => found.CancelledAt, now), ct);
            await db.ExportItems
                .Where(item => item.ExportId == id && item.AccountId == member.AccountId && item.Status == ExportItemStatus.Queued)
                .ExecuteUpdateAsync(set => set
                    .SetProperty(item => item.Status, ExportItemStatus.Skipped)
                    .SetProperty(item => item.Live, false)
                    .SetProperty(item => item.Code, ItemCodes.Cancelled)
                    .SetProperty(item => item.Detail, ItemCodes.Detail(ItemCodes.Cancelled)), ct);
            await transaction.CommitAsync(ct);
        }

        return await views.FindAsync(member.AccountId, id, null, ct) is { } view ? TypedResults.Ok(view) : Problem.NotFound();
    }

    private static byte[] Hash(string[] candidates, CreateExport body) => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
        new { candidates, posting = body.PostingId.IsGiven ? body.PostingId.Value ?? "" : null, body.RequisitionId }, Json.Options));
}

public sealed record CreateExport(
    [property: Required, Length(1, Export.MaxCandidates)] IReadOnlyList<string> CandidateIds,
    [property: LeverId] string? RequisitionId = null) : IValidatableObject
{
    /// <summary>Absent: each candidate's requisition says which; null: a general opportunity.</summary>
    public Optional<string?> PostingId { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!CandidateIds.All(id => id is not null && Text.IsId(id)))
            yield return new("The field candidateIds must hold ids: 1-128 of A-Z a-z 0-9 . _ : -", [nameof(CandidateIds)]);
        if (PostingId.Value is { } posting && !Text.IsLeverId(posting))
            yield return new("The field postingId must be an id of Lever, or null for a general opportunity.", [nameof(PostingId)]);
    }
}
