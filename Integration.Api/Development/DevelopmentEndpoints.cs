using System.ComponentModel.DataAnnotations;
using Integration.Api.Data;
using Integration.Api.Http;
using Integration.Api.Platform;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Integration.Api.Development;

/// <summary>What only a developer's machine has: a demo account, and signing in by choosing one of its members.</summary>
internal static class DevelopmentEndpoints
{
    public static void AddDevelopment(this WebApplicationBuilder builder)
    {
        if (builder.Environment.IsDevelopment()) builder.Services.AddHostedService<DemoData>();
    }

    public static void MapDevelopment(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment()) return;

        var development = app.MapGroup("/development").WithTags("Development").AllowAnonymous();
        development.MapGet("/members", Members).WithSummary("List the demo account's members");
        development.MapPost("/sessions", Create).WithSummary("Make a sign-in link for a demo member");
    }

    private static async Task<Ok<Page<DemoMemberView>>> Members(IntegrationDbContext db, CancellationToken ct) =>
        TypedResults.Ok(new Page<DemoMemberView>(await (
            from member in db.Members
            join account in db.Accounts on member.AccountId equals account.Id
            where account.Id == DemoData.AccountId && member.Active
            orderby member.Role, member.Name
            select new DemoMemberView(account.Id, account.Name, member.Id, member.Name, member.Email, member.Role)).ToListAsync(ct)));

    private static async Task<Results<Created<SessionView>, ProblemHttpResult>> Create(
        CreateDemoSession body, SignInLinks links, CancellationToken ct) =>
        body.AccountId == DemoData.AccountId && await links.CreateAsync(body.AccountId, body.MemberId, body.ReturnTo ?? "/", ct) is { } link
            ? TypedResults.Created(link.Url, link)
            : Problem.NotFound("There is no such demo member.");
}

public sealed record DemoMemberView(string AccountId, string AccountName, string MemberId, string Name, string Email, MemberRole Role);

public sealed record CreateDemoSession(
    [property: Required, PlatformId] string AccountId,
    [property: Required, PlatformId] string MemberId,
    [property: RegularExpression(SignInLinks.LocalPath), Line(2_000)] string? ReturnTo = null);
