using System.Security.Cryptography;
using System.Text;
using Integration.Api.Data;
using Microsoft.AspNetCore.DataProtection;
using StackExchange.Redis;

namespace Integration.Api.Connections;

/// <summary>
/// The access tokens that another process has read or refreshed already, encrypted in Redis. Only Postgres says which pair of tokens counts;
/// what lies here is of use to who knows that pair: it is encrypted for it, so what is of any other cannot be decrypted and is not there.
/// </summary>
internal sealed class TokenCache(BriefRedis redis, IDataProtectionProvider protection, TimeProvider clock)
{
    public async Task<string?> FindAsync(TokenPair pair)
    {
        if ((byte[]?)await redis.AskAsync(database => database.StringGetAsync(Key(pair.AccountId, pair.Generation))) is not { } kept) return null;

        try
        {
            return Encoding.UTF8.GetString(Protector(pair).Unprotect(kept));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public async Task PutAsync(TokenPair pair, string token)
    {
        var left = pair.ExpiresAt - clock.GetUtcNow();
        if (left < TimeSpan.FromSeconds(1)) return;

        var kept = Protector(pair).Protect(Encoding.UTF8.GetBytes(token));
        await redis.AskAsync(database => database.StringSetAsync(Key(pair.AccountId, pair.Generation), kept, left));
    }

    /// <summary>So that nothing lies there needlessly; nobody would use it.</summary>
    public Task RemoveAsync(string accountId, int generation) => redis.AskAsync(database => database.KeyDeleteAsync(Key(accountId, generation)));

    /// <summary>The account's id may hold colons, a generation does not: no two have the same key.</summary>
    private static RedisKey Key(string accountId, int generation) => $"headhuntr-lever:token:{accountId}:{generation}";

    private IDataProtector Protector(TokenPair pair) => protection.CreateProtector("lever-tokens", [pair.AccountId, "kept in Redis", .. pair.Words]);
}
