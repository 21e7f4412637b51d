using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Integration.Api.Platform;

/// <summary>A company that uses headhuntr.io: the tenant. Nothing of one account is ever visible to another.</summary>
public sealed class Account
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Account>
    {
        public void Configure(EntityTypeBuilder<Account> builder) => builder.HasKey(account => account.Id);
    }
}
