using System.ComponentModel.DataAnnotations;
using Integration.Api.Access;
using Integration.Api.Connections;
using Integration.Api.Data;
using Integration.Api.Http;
using Integration.Api.Lever;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Integration.Api.Webhooks;

/// <summary>The signature tokens: pasted by an admin, or made through Lever's API. They are never shown again.</summary>
internal static class WebhookTokenEndpoints
{
    public static void MapWebhookTokens(this IEndpointRouteBuilder routes)
    {
        var webhooks = routes.MapGroup("/accounts/{account}/connection/webhooks").WithTags("Connection").RequireAuthorization(AccessPolicies.Admin);

        webhooks.MapPut("/", Put).WithSummary("Keep the signature tokens of Lever's webhooks");
        webhooks.MapPost("/provision", Provision).WithSummary("Create the missing webhooks through Lever's API");
    }

    private static async Task<Ok<WebhooksView>> Put(
        CurrentMember admin, PutWebhookTokens body, IntegrationDbContext db, WebhookInbox inbox, ConnectionViews views, CancellationToken ct)
    {
        await using (var transaction = await db.Database.BeginTransactionAsync(ct))
        {
            foreach (var (name, token) in body.Given())
                await WriteAsync(db, inbox, admin.AccountId, name, token, ct);
            await transaction.CommitAsync(ct);
        }

        return TypedResults.Ok((await views.OfAsync(admin, ct)).Webhooks!);
    }

    private static async Task<Ok<ProvisionedView>> Provision(
        CurrentMember admin, IntegrationDbContext db, WebhookInbox inbox, LeverClient lever, ConnectionViews views, CancellationToken ct)
    {
        // One at a time for an account: two would both create what is missing.
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM accounts WHERE id = {admin.AccountId} FOR UPDATE", ct);

        var existing = await db.WebhookTokens.Where(token => token.AccountId == admin.AccountId).Select(token => token.Event).ToListAsync(ct);
        var missing = LeverEvents.All.Except(existing).ToList();
        if (missing.Count > 0)
        {
            var url = (await views.OfAsync(admin, ct)).Webhooks!.EndpointUrl;

            // Lever shows a signature token once. What an earlier attempt created and could not keep is of no use any more.
            foreach (var lost in (await lever.ListWebhooksAsync(admin.AccountId, ct)).Where(webhook => webhook.Url == url && missing.Contains(webhook.Event)))
                await lever.DeleteWebhookAsync(admin.AccountId, lost.Id, ct);
            foreach (var name in missing)
                await WriteAsync(db, inbox, admin.AccountId, name, await lever.CreateWebhookAsync(admin.AccountId, name, url, ct), ct);
        }

        await transaction.CommitAsync(ct);
        return TypedResults.Ok(new ProvisionedView(missing, [.. LeverEvents.All.Except(missing)]));
    }

    private static Task WriteAsync(
        IntegrationDbContext db, WebhookInbox inbox, string account, string name, string? token, CancellationToken ct) =>
        token is null
            ? db.WebhookTokens.Where(found => found.AccountId == account && found.Event == name).ExecuteDeleteAsync(ct)
            : db.Database.ExecuteSqlAsync(
                $"""
                 INSERT INTO webhook_tokens (account_id, event, token) VALUES ({account}, {name}, {inbox.Protect(account, token)})
                 ON CONFLICT (account_id, event) DO UPDATE SET token = excluded.token
                 """, ct);
}

/// <summary>A token for each event: absent leaves it as it is, null removes it.</summary>
public sealed record PutWebhookTokens : IValidatableObject
{
    public Optional<string?> ApplicationCreated { get; init; }

    public Optional<string?> CandidateStageChange { get; init; }

    public Optional<string?> CandidateArchiveChange { get; init; }

    public Optional<string?> CandidateHired { get; init; }

    public Optional<string?> CandidateDeleted { get; init; }

    /// <summary>The events that were named, with their tokens.</summary>
    public IEnumerable<(string Event, string? Token)> Given() =>
        new (string Event, Optional<string?> Token)[]
            {
                (LeverEvents.ApplicationCreated, ApplicationCreated),
                (LeverEvents.CandidateStageChange, CandidateStageChange),
                (LeverEvents.CandidateArchiveChange, CandidateArchiveChange),
                (LeverEvents.CandidateHired, CandidateHired),
                (LeverEvents.CandidateDeleted, CandidateDeleted),
            }
            .Where(field => field.Token.IsGiven)
            .Select(field => (field.Event, field.Token.Value?.Trim()));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Given()
            .Where(field => field.Token is { } token && (token.Length is 0 or > 200 || token.Any(letter => letter is <= ' ' or > '~')))
            .Select(field => new ValidationResult(
                $"The field {field.Event} must be the signature token as Lever shows it: up to 200 letters and digits, without spaces.", [field.Event]));
}

public sealed record ProvisionedView(IReadOnlyList<string> Created, IReadOnlyList<string> Existing);
