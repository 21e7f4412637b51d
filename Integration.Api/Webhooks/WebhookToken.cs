using Integration.Api.Connections;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Integration.Api.Webhooks;

/// <summary>The signature token of one of Lever's webhooks: Lever has one for each webhook, not one for the account.</summary>
public sealed class WebhookToken
{
    public required string AccountId { get; init; }

    /// <summary>Lever's name of the event, one of <see cref="LeverEvents.All"/>.</summary>
    public required string Event { get; init; }

    /// <summary>Encrypted.</summary>
    public required byte[] Token { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<WebhookToken>
    {
        public void Configure(EntityTypeBuilder<WebhookToken> builder)
        {
            builder.HasKey(token => new { token.AccountId, token.Event });
            builder.HasOne<Connection>().WithMany().HasForeignKey(token => token.AccountId);
        }
    }
}

/// <summary>Lever's own names of the events that the integration listens to.</summary>
internal static class LeverEvents
{
    public const string ApplicationCreated = "applicationCreated";
    public const string CandidateStageChange = "candidateStageChange";
    public const string CandidateArchiveChange = "candidateArchiveChange";
    public const string CandidateHired = "candidateHired";
    public const string CandidateDeleted = "candidateDeleted";

    public static readonly IReadOnlyList<string> All =
        [ApplicationCreated, CandidateStageChange, CandidateArchiveChange, CandidateHired, CandidateDeleted];
}
