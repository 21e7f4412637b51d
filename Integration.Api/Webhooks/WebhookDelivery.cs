using Integration.Api.Connections;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Integration.Api.Webhooks;

/// <summary>One delivery of a webhook, stored before it was answered. It only says where to look: its data is not signed.</summary>
public sealed class WebhookDelivery
{
    /// <summary>How long deliveries are kept; an older one does nothing. Lever re-runs them for at most two weeks.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public long Id { get; init; }

    public required string AccountId { get; init; }

    /// <summary>Lever's name of the event, known to us or not.</summary>
    public required string Event { get; init; }

    /// <summary>
    /// Lever's token, new for each delivery. With <see cref="TriggeredAt"/> it is all that is signed, so a delivery that was seen
    /// before cannot come again with other data.
    /// </summary>
    public required string Token { get; init; }

    /// <summary>In milliseconds since 1970.</summary>
    public required long TriggeredAt { get; init; }

    /// <summary>The body as it came; empty when it has been handled, for it may tell who it is about.</summary>
    public required byte[] Body { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>True for Lever's "Verify connection", which carries no data.</summary>
    public required bool IsTest { get; init; }

    /// <summary>The opportunity to look at; null when the delivery names none.</summary>
    public string? OpportunityId { get; init; }

    /// <summary>When it may be handled; null when it has been.</summary>
    public DateTimeOffset? AvailableAt { get; init; }

    public DateTimeOffset? HandledAt { get; init; }

    public required int Attempts { get; init; }

    /// <summary>What came of it, or why it could not be handled yet; never personal data.</summary>
    public string? Outcome { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<WebhookDelivery>
    {
        public void Configure(EntityTypeBuilder<WebhookDelivery> builder)
        {
            builder.HasKey(delivery => delivery.Id);
            builder.Property(delivery => delivery.Id).UseIdentityAlwaysColumn();
            builder.HasOne<Connection>().WithMany().HasForeignKey(delivery => delivery.AccountId);
            builder.HasIndex(delivery => new { delivery.AccountId, delivery.Token, delivery.TriggeredAt }).IsUnique();
            builder.HasIndex(delivery => new { delivery.AccountId, delivery.Id });
            builder.HasIndex(delivery => new { delivery.AccountId, delivery.Event, delivery.IsTest, delivery.ReceivedAt });
            builder.HasIndex(delivery => delivery.AvailableAt).HasFilter("available_at IS NOT NULL");
            builder.HasIndex(delivery => new { delivery.AccountId, delivery.OpportunityId }).HasFilter("available_at IS NOT NULL");
            builder.HasIndex(delivery => delivery.ReceivedAt);
        }
    }
}
