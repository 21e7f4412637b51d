using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Integration.Api.Access;
using Integration.Api.Data;
using Integration.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Integration.Api.Settings;

/// <summary>What an account chose about exports.</summary>
internal static class SettingsEndpoints
{
    public static void MapSettings(this IEndpointRouteBuilder routes)
    {
        var settings = routes.MapGroup("/accounts/{account}/settings").WithTags("Settings").RequireAuthorization(AccessPolicies.Admin);

        settings.MapGet("/", Get).WithSummary("Get the settings");
        settings.MapPut("/", Put).WithSummary("Replace the settings");
    }

    private static async Task<Ok<SettingsView>> Get(CurrentMember admin, IntegrationDbContext db, CancellationToken ct)
    {
        var found = await db.AccountSettings.AsNoTracking().SingleOrDefaultAsync(settings => settings.AccountId == admin.AccountId, ct)
            ?? new() { AccountId = admin.AccountId };
        return TypedResults.Ok(new SettingsView(
            new(found.AutoSyncEnabled, found.AutoSyncStages, found.AutoSyncDefaultMemberId), found.ExportNotes));
    }

    private static async Task<Results<Ok<SettingsView>, ProblemHttpResult>> Put(
        CurrentMember admin, SettingsView body, IntegrationDbContext db, CancellationToken ct)
    {
        string[] stages = [.. body.AutoSync.Stages.Distinct()];
        if (body.AutoSync.DefaultMemberId is { } member
            && !await db.Members.AnyAsync(found => found.AccountId == admin.AccountId && found.Id == member, ct))
        {
            return Problem.Validation("The field autoSync.defaultMemberId must be a member of this account, or null.");
        }

        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO account_settings (account_id, auto_sync_enabled, auto_sync_stages, auto_sync_default_member_id, export_notes)
             VALUES ({admin.AccountId}, {body.AutoSync.Enabled}, {stages}, {body.AutoSync.DefaultMemberId}, {body.ExportNotes})
             ON CONFLICT (account_id) DO UPDATE
             SET auto_sync_enabled = excluded.auto_sync_enabled, auto_sync_stages = excluded.auto_sync_stages,
                 auto_sync_default_member_id = excluded.auto_sync_default_member_id, export_notes = excluded.export_notes
             """, ct);
        return TypedResults.Ok(body with { AutoSync = body.AutoSync with { Stages = stages } });
    }
}

public sealed record SettingsView([property: Required] AutoSyncView AutoSync, bool ExportNotes);

/// <param name="Stages">The stages of headhuntr.io whose candidates go to Lever by themselves.</param>
public sealed record AutoSyncView(
    bool Enabled,
    [property: MaxLength(100), Line(100)] IReadOnlyList<string> Stages,
    [property: PlatformId, JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? DefaultMemberId = null);
