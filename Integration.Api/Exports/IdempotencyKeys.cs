using System.Security.Cryptography;
using System.Text;
using Integration.Api.Data;
using Microsoft.EntityFrameworkCore;
using StackExchange.Redis;

namespace Integration.Api.Exports;

/// <summary>
/// Which export a key began, for a day. Redis answers first, and only says where to look: what counts is the row in Postgres, and that two
/// exports never have one key, its unique index.
/// </summary>
internal sealed class IdempotencyKeys(IntegrationDbContext db, BriefRedis redis, TimeProvider clock)
{
    public async Task<Export?> FindAsync(string account, string key, CancellationToken ct)
    {
        var oldest = clock.GetUtcNow() - Export.IdempotencyKeyLifetime;
        var begun = db.Exports.AsNoTracking().Where(found => found.AccountId == account && found.IdempotencyKey == key && found.CreatedAt > oldest);

        if (await RememberedAsync(account, key) is { } id && await begun.SingleOrDefaultAsync(found => found.Id == id, ct) is { } quick) return quick;
        if (await begun.SingleOrDefaultAsync(ct) is not { } export) return null;

        await RememberAsync(export);
        return export;
    }

    /// <summary>Call it when the export is committed.</summary>
    public async Task RememberAsync(Export export)
    {
        var left = export.CreatedAt + Export.IdempotencyKeyLifetime - clock.GetUtcNow();
        if (export.IdempotencyKey is not { } key || left < TimeSpan.FromSeconds(1)) return;

        await redis.AskAsync(database => database.StringSetAsync(Name(export.AccountId, key), export.Id.ToByteArray(), left));
    }

    private async Task<Guid?> RememberedAsync(string account, string key) =>
        (byte[]?)await redis.AskAsync(database => database.StringGetAsync(Name(account, key))) is { Length: 16 } id ? new(id) : null;

    /// <summary>Of any key the same length and without colons, which the account's id may hold: no two have the same name.</summary>
    private static RedisKey Name(string account, string key) =>
        $"headhuntr-lever:idempotency:{account}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}";
}
