using Integration.Api.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Integration.Api.Settings;

/// <summary>What an account chose about exports; without a row the defaults hold.</summary>
public sealed class AccountSettings
{
    public required string AccountId { get; init; }

    public bool AutoSyncEnabled { get; init; }

    /// <summary>The stages of headhuntr.io whose candidates go to Lever by themselves.</summary>
    public string[] AutoSyncStages { get; init; } = ["potential", "qualified", "interested"];

    /// <summary>Who performs an automatic export when neither its sourcer nor the requisition's owner is mapped.</summary>
    public string? AutoSyncDefaultMemberId { get; init; }

    /// <summary>Whether notes are sent along, by manual and automatic exports.</summary>
    public bool ExportNotes { get; init; } = true;

    internal sealed class Mapping : IEntityTypeConfiguration<AccountSettings>
    {
        public void Configure(EntityTypeBuilder<AccountSettings> builder)
        {
            builder.HasKey(settings => settings.AccountId);
            builder.HasOne<Account>().WithOne().HasForeignKey<AccountSettings>(settings => settings.AccountId);
        }
    }
}
