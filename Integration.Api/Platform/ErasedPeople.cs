using System.Security.Cryptography;
using System.Text;
using Integration.Api.Data;
using Integration.Api.Exports;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Integration.Api.Platform;

/// <summary>
/// Erases people here, and knows them again only well enough to leave them alone: by hashes of their id and their e-mail addresses,
/// with a key of the account's own that is encrypted itself.
/// </summary>
internal sealed class ErasedPeople(IntegrationDbContext db, IDataProtectionProvider protection)
{
    private const int KeyBytes = 32;

    /// <summary>
    /// Erases all that is known of the candidate; what is in Lever stays known by Lever's ids. A call to Lever that is under way at this
    /// moment is still looked for, by its marker alone, and never repeated. Call it inside a transaction.
    /// </summary>
    /// <returns>False when there is no such candidate (any more).</returns>
    public async Task<bool> EraseAsync(string account, string candidate, CancellationToken ct)
    {
        var found = (await db.Candidates.FromSql($"SELECT * FROM candidates WHERE account_id = {account} AND id = {candidate} FOR UPDATE")
            .Select(row => new { row.Emails }).ToListAsync(ct)).SingleOrDefault();
        if (found is null) return false;

        var hashes = Hashes(await KeyAsync(account, ct), candidate, found.Emails).ToArray();
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO erased_people (account_id, hash) SELECT {account}, hash FROM unnest({hashes}) AS hash ON CONFLICT DO NOTHING
             """, ct);
        await db.Database.ExecuteSqlAsync(
            $"""
             UPDATE export_items
             SET sent = NULL, detail = CASE WHEN code = {ItemCodes.RefusedByLever} THEN {ItemCodes.Detail(ItemCodes.RefusedByLever)} ELSE detail END
             WHERE account_id = {account} AND candidate_id = {candidate}
             """, ct);
        await db.Candidates.Where(row => row.AccountId == account && row.Id == candidate).ExecuteDeleteAsync(ct);
        return true;
    }

    /// <summary>Those of the candidates who, by their id or one of their addresses, were never erased: nobody else is exported by itself.</summary>
    public async Task<List<T>> WithoutErasedAsync<T>(
        string account, List<T> candidates, Func<T, (string Id, string[] Emails)> identity, CancellationToken ct)
    {
        if (candidates.Count == 0 || await FindKeyAsync(account, ct) is not { } key) return candidates;

        var hashes = candidates.ConvertAll(candidate => Hashes(key, identity(candidate).Id, identity(candidate).Emails).ToArray());
        var asked = hashes.SelectMany(hash => hash).ToArray();
        var erased = (await db.Database
                .SqlQuery<string>($"""SELECT encode(hash, 'hex') AS "Value" FROM erased_people WHERE account_id = {account} AND hash = ANY({asked})""")
                .ToListAsync(ct))
            .ToHashSet(StringComparer.Ordinal);
        return [.. candidates.Where((_, index) => !hashes[index].Any(hash => erased.Contains(Convert.ToHexStringLower(hash))))];
    }

    private static IEnumerable<byte[]> Hashes(byte[] key, string candidate, string[] emails) => emails
        .Select(email => $"email:{email.Trim().ToLowerInvariant()}").Prepend($"id:{candidate}").Distinct()
        .Select(identity => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(identity)));

    private async Task<byte[]> KeyAsync(string account, CancellationToken ct)
    {
        var key = Protector(account).Protect(RandomNumberGenerator.GetBytes(KeyBytes));
        await db.Database.ExecuteSqlAsync($"INSERT INTO erasure_keys (account_id, key) VALUES ({account}, {key}) ON CONFLICT DO NOTHING", ct);
        return (await FindKeyAsync(account, ct))!;
    }

    private async Task<byte[]?> FindKeyAsync(string account, CancellationToken ct) =>
        await db.Set<ErasureKey>().Where(found => found.AccountId == account).Select(found => found.Key).SingleOrDefaultAsync(ct) is { } key
            ? Protector(account).Unprotect(key)
            : null;

    private IDataProtector Protector(string account) => protection.CreateProtector("erased-people", account);
}

/// <summary>Somebody who was erased: all that is left of them, and nothing by which they could be found.</summary>
public sealed class ErasedPerson
{
    public required string AccountId { get; init; }

    /// <summary>HMAC-SHA-256 of an id or an e-mail address, with the account's key.</summary>
    public required byte[] Hash { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<ErasedPerson>
    {
        public void Configure(EntityTypeBuilder<ErasedPerson> builder)
        {
            builder.ToTable("erased_people").HasKey(person => new { person.AccountId, person.Hash });
            builder.HasOne<Account>().WithMany().HasForeignKey(person => person.AccountId);
        }
    }
}

/// <summary>What an account's erased people are hashed with.</summary>
public sealed class ErasureKey
{
    public required string AccountId { get; init; }

    /// <summary>Encrypted.</summary>
    public required byte[] Key { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<ErasureKey>
    {
        public void Configure(EntityTypeBuilder<ErasureKey> builder)
        {
            builder.ToTable("erasure_keys").HasKey(key => key.AccountId);
            builder.HasOne<Account>().WithMany().HasForeignKey(key => key.AccountId);
        }
    }
}
