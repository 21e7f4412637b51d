using Integration.Api.Access;
using Integration.Api.Connections;
using Integration.Api.Events;
using Integration.Api.Exports;
using Integration.Api.Notes;
using Integration.Api.Platform;
using Integration.Api.Settings;
using Integration.Api.UserMappings;
using Integration.Api.Webhooks;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Integration.Api.Data;

/// <summary>Everything that must last.</summary>
public sealed class IntegrationDbContext(DbContextOptions<IntegrationDbContext> options)
    : DbContext(options), IDataProtectionKeyContext
{
    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<Member> Members => Set<Member>();

    public DbSet<Requisition> Requisitions => Set<Requisition>();

    public DbSet<Candidate> Candidates => Set<Candidate>();

    public DbSet<Resume> Resumes => Set<Resume>();

    public DbSet<SignInLink> SignInLinks => Set<SignInLink>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<Event> Events => Set<Event>();

    public DbSet<Connection> Connections => Set<Connection>();

    public DbSet<AuthorizationRequest> AuthorizationRequests => Set<AuthorizationRequest>();

    public DbSet<UserMapping> UserMappings => Set<UserMapping>();

    public DbSet<AccountSettings> AccountSettings => Set<AccountSettings>();

    public DbSet<Export> Exports => Set<Export>();

    public DbSet<ExportItem> ExportItems => Set<ExportItem>();

    public DbSet<Opportunity> Opportunities => Set<Opportunity>();

    public DbSet<ExportedNote> ExportedNotes => Set<ExportedNote>();

    public DbSet<WebhookToken> WebhookTokens => Set<WebhookToken>();

    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(IntegrationDbContext).Assembly);
}
