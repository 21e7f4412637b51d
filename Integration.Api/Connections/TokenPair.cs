using System.Globalization;
using Integration.Api.Lever;
using Microsoft.EntityFrameworkCore;

namespace Integration.Api.Connections;

/// <summary>
/// Which pair of tokens an account has now, without the tokens. The generation alone would not tell: it begins anew with an account that is
/// made again, and goes back with a database that is. The key of the endpoint, 192 random bits, is of this account in this Lever account
/// only; and within that no two pairs of one generation are given at the same microsecond.
/// </summary>
internal sealed record TokenPair(
    string AccountId, string EndpointKey, string LeverAccountId, int Generation, DateTimeOffset GivenAt, DateTimeOffset ExpiresAt)
{
    /// <summary>The same words for the same pair in every process.</summary>
    public IEnumerable<string> Words =>
    [
        EndpointKey, LeverAccountId, Generation.ToString(CultureInfo.InvariantCulture), GivenAt.UtcTicks.ToString(CultureInfo.InvariantCulture),
    ];

    public static TokenPair Of(Connection connection) => new(
        connection.AccountId, connection.EndpointKey, connection.LeverAccountId!, connection.TokenGeneration, connection.TokensGivenAt!.Value,
        connection.AccessTokenExpiresAt!.Value);

    /// <summary>The pair that takes this one's place.</summary>
    public TokenPair Next(LeverTokens given, DateTimeOffset now)
    {
        var at = ToMicroseconds(now);
        return this with { Generation = Generation + 1, GivenAt = at, ExpiresAt = at.AddSeconds(given.ExpiresIn) };
    }

    /// <summary>As Postgres keeps it: what was written must be equal to what is read again.</summary>
    public static DateTimeOffset ToMicroseconds(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));
}

/// <summary>Connections by the pair of tokens that they have.</summary>
internal static class TokenPairs
{
    /// <summary>The pair that the account may use now; null when there is none.</summary>
    public static Task<TokenPair?> FindPairAsync(this IQueryable<Connection> connections, string accountId) => connections.Usable()
        .Where(found => found.AccountId == accountId && found.AccessToken != null)
        .Select(found => new TokenPair(
            found.AccountId, found.EndpointKey, found.LeverAccountId!, found.TokenGeneration, found.TokensGivenAt!.Value, found.AccessTokenExpiresAt!.Value))
        .SingleOrDefaultAsync();

    /// <summary>The connection that has this pair still, and may use it.</summary>
    public static IQueryable<Connection> With(this IQueryable<Connection> connections, TokenPair pair) => connections.Usable().Where(
        found => found.AccountId == pair.AccountId && found.EndpointKey == pair.EndpointKey && found.LeverAccountId == pair.LeverAccountId
            && found.TokenGeneration == pair.Generation && found.TokensGivenAt == pair.GivenAt);

    private static IQueryable<Connection> Usable(this IQueryable<Connection> connections) =>
        connections.Where(found => found.Status == ConnectionStatus.Active || found.Status == ConnectionStatus.Authorized);
}
