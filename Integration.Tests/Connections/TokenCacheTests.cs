using System.Net;
using System.Net.Http.Json;
using System.Text;
using Integration.Api.Connections;
using Integration.Api.Data;
using Integration.Api.Lever;
using Integration.Tests.Stack;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Integration.Tests.Connections;

/// <summary>Access tokens in Redis: they save a replica the ciphertext in Postgres, and never change which token is used.</summary>
public sealed class TokenCacheTests(StackFixture stack, SecondReplica replica) : IClassFixture<SecondReplica>
{
    [Fact]
    public async Task Another_replica_takes_the_token_from_Redis_also_a_refreshed_one_and_reads_no_ciphertext()
    {
        var account = await stack.ActiveAccountAsync();

        var token = await TokenAsync(replica.NewProcess(), account);
        Assert.Equal(await StoredTokenAsync(account), token.Value);
        await RefreshAsync(account);

        Assert.NotEqual(token.Value, (await TokenAsync(replica.NewProcess(), account)).Value);
        Assert.Equal(await StoredTokenAsync(account), (await TokenAsync(replica.NewProcess(), account)).Value);
        Assert.Empty(CiphertextsRead(account));
    }

    [Fact]
    public async Task A_flushed_Redis_costs_one_read_of_the_ciphertext_and_has_the_token_again()
    {
        var account = await stack.ActiveAccountAsync();
        Assert.True(await replica.Redis.KeyDeleteAsync(Key(account, 1)));

        Assert.Equal(await StoredTokenAsync(account), (await TokenAsync(replica.NewProcess(), account)).Value);
        Assert.Equal(await StoredTokenAsync(account), (await TokenAsync(replica.NewProcess(), account)).Value);

        Assert.Single(CiphertextsRead(account));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_Redis_that_is_gone_or_hangs_changes_no_answer(bool hangs)
    {
        var (account, unconnected) = (await stack.ActiveAccountAsync(), await stack.CreateAccountAsync());

        await replica.WithoutRedisAsync(hangs, async () =>
        {
            Assert.Equal(await StoredTokenAsync(account), (await TokenAsync(replica.NewProcess(), account)).Value);
            await Assert.ThrowsAsync<NotAuthorizedException>(() => TokenAsync(replica.NewProcess(), unconnected));
            await (await CallLeverAsync(account)).ProblemAsync(HttpStatusCode.UnprocessableEntity, "lever-user-not-found");
            await (await CallLeverAsync(unconnected)).ProblemAsync(HttpStatusCode.Conflict, "not-authorized");

            // Of a refresh Postgres has to know, whether or not Redis can be told.
            await account.Lever.ExpireAccessTokensAsync();
            await (await CallLeverAsync(account)).ProblemAsync(HttpStatusCode.UnprocessableEntity, "lever-user-not-found");
        });

        Assert.Equal(2, (await StateAsync(account)).TokenGeneration);
        Assert.Equal(await StoredTokenAsync(account), (await TokenAsync(replica.NewProcess(), account)).Value);
        Assert.Equal("active", (await account.GetJsonAsync(account.Admin, "connection")).Text("status"));
    }

    [Fact]
    public async Task What_is_left_of_an_ended_authorization_is_never_used()
    {
        var account = await stack.ActiveAccountAsync();
        var left = await replica.Redis.StringGetAsync(Key(account, 1));
        await RefreshAsync(account);
        await replica.Redis.StringSetAsync(Key(account, 1), left);
        Assert.Equal(await StoredTokenAsync(account), (await TokenAsync(replica.NewProcess(), account)).Value);

        left = await replica.Redis.StringGetAsync(Key(account, 2));
        await account.Lever.RevokeAsync();
        await (await CallLeverAsync(account)).ProblemAsync(HttpStatusCode.Conflict, "not-authorized");
        await replica.Redis.StringSetAsync(Key(account, 2), left);
        await Assert.ThrowsAsync<NotAuthorizedException>(() => TokenAsync(replica.NewProcess(), account));

        await account.ConnectAsync();
        await account.SendAsync(HttpMethod.Delete, account.Admin, "connection", null);
        foreach (var generation in (int[])[2, 3, 4]) await replica.Redis.StringSetAsync(Key(account, generation), left);
        await Assert.ThrowsAsync<NotAuthorizedException>(() => TokenAsync(replica.NewProcess(), account));
    }

    [Fact]
    public async Task What_an_account_had_in_another_Lever_account_is_not_there_although_the_generation_is_the_same()
    {
        var (account, other) = (await stack.ActiveAccountAsync(), await stack.CreateAccountAsync());
        var old = await replica.Redis.StringGetAsync(Key(account, 1));
        await account.AuthorizeAsync(replaceLeverAccount: true, into: other.Lever);

        // As when the account was made again, or the database: the count begins anew, and Redis has what it had.
        await stack.SqlAsync($"UPDATE connections SET token_generation = 1 WHERE account_id = '{account.Id}'");
        await replica.Redis.StringSetAsync(Key(account, 1), old);

        var token = await TokenAsync(replica.NewProcess(), account);

        Assert.Equal((other.Lever.Id, await StoredTokenAsync(account)), (token.LeverAccountId, token.Value));
    }

    /// <summary>One of the words apart, the pair is the one that Redis has: of no other may it be taken.</summary>
    [Theory]
    [InlineData("endpoint_key = 'another-' || endpoint_key")]
    [InlineData("lever_account_id = 'another-' || lever_account_id")]
    [InlineData("tokens_given_at = tokens_given_at + interval '1 microsecond'")]
    public async Task Old_content_of_the_same_generation_is_not_there_unless_all_of_the_pair_is_the_same(string otherwise)
    {
        var account = await stack.ActiveAccountAsync();
        var process = replica.NewProcess();
        var old = await TokenAsync(process, account);

        await WriteTokenAsync(account, "another token", otherwise);

        Assert.Equal("another token", (await TokenAsync(process, account)).Value);
        await replica.Redis.KeyDeleteAsync(Key(account, 1));
        await replica.NewProcess().GivenAsync(old.Pair, old.Value);
        Assert.Equal("another token", (await TokenAsync(replica.NewProcess(), account)).Value);
    }

    [Fact]
    public async Task What_cannot_be_decrypted_is_not_there()
    {
        var (account, other) = (await stack.ActiveAccountAsync(), await stack.ActiveAccountAsync());
        await using var database = await LoneApi.StartAsync(stack, new Dictionary<string, string>());
        var foreign = database.Services.GetRequiredService<AccessTokens>().Protect(account.Id, "of another database");

        foreach (var odd in (RedisValue[])["", "no ciphertext", foreign, await replica.Redis.StringGetAsync(Key(other, 1))])
        {
            await replica.Redis.StringSetAsync(Key(account, 1), odd);
            Assert.Equal(await StoredTokenAsync(account), (await TokenAsync(replica.NewProcess(), account)).Value);
        }

        await replica.Redis.KeyDeleteAsync(Key(account, 1));
        await replica.Redis.ListLeftPushAsync(Key(account, 1), "not a string");
        Assert.Equal(await StoredTokenAsync(account), (await TokenAsync(replica.NewProcess(), account)).Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_changes_between_the_look_and_the_ciphertext_is_looked_at_again(bool ends)
    {
        var account = await stack.ActiveAccountAsync();
        await replica.Redis.KeyDeleteAsync(Key(account, 1));
        replica.Heard.Before = async (sql, values) =>
        {
            if (!ReadsCiphertext(sql) || !values.Contains(account.Id)) return;

            replica.Heard.Before = null;
            if (ends) await account.SendAsync(HttpMethod.Delete, account.Admin, "connection", null);
            else await RefreshAsync(account);
        };

        if (ends)
        {
            await Assert.ThrowsAsync<NotAuthorizedException>(() => TokenAsync(replica.NewProcess(), account));
            return;
        }

        var token = await TokenAsync(replica.NewProcess(), account);
        Assert.Equal((2, await StoredTokenAsync(account)), (token.Pair.Generation, token.Value));
    }

    [Fact]
    public async Task It_lies_there_encrypted_no_longer_than_it_lives_and_not_at_all_when_it_has_ended()
    {
        var account = await stack.ActiveAccountAsync();
        foreach (var generation in (int[])[1, 2])
        {
            var (token, kept) = (await StoredTokenAsync(account), await replica.Redis.StringGetAsync(Key(account, generation)));
            Assert.NotEqual(0, kept.Length());
            foreach (var part in token.Split('.').Append(token))
                Assert.DoesNotContain(part, Encoding.Latin1.GetString((byte[])kept!), StringComparison.Ordinal);

            var left = await replica.Redis.KeyTimeToLiveAsync(Key(account, generation));
            Assert.InRange(left!.Value, TimeSpan.FromMinutes(1), (await StateAsync(account)).AccessTokenExpiresAt!.Value - DateTimeOffset.UtcNow + TimeSpan.FromSeconds(1));
            await RefreshAsync(account);
            Assert.False(await replica.Redis.KeyExistsAsync(Key(account, generation)));
        }

        await account.SendAsync(HttpMethod.Delete, account.Admin, "connection", null);
        Assert.False(await replica.Redis.KeyExistsAsync(Key(account, 3)));

    }

    [Fact]
    public async Task One_that_has_expired_is_not_put_there_and_is_no_failure_of_Redis()
    {
        var (account, other, process) = (await stack.CreateAccountAsync(), await stack.ActiveAccountAsync(), replica.NewProcess());

        await process.GivenAsync(new(account.Id, "endpoint", "lever", 1, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow), "expired");

        Assert.False(await replica.Redis.KeyExistsAsync(Key(account, 1)));
        await TokenAsync(process, other);
        Assert.Empty(CiphertextsRead(other));
    }

    private static string Key(TestAccount account, int generation) => $"headhuntr-lever:token:{account.Id}:{generation}";

    private static Task<AccessToken> TokenAsync(AccessTokens process, TestAccount account) => process.GetAsync(account.Id, CancellationToken.None);

    private List<string> CiphertextsRead(TestAccount account) => replica.Heard.About(account.Id).FindAll(ReadsCiphertext);

    /// <summary>A row with its ciphertexts, or one of them: more than which pair of tokens counts.</summary>
    private static bool ReadsCiphertext(string sql) => sql.Split("FROM connections") is [var selected, _]
        && selected.Replace("access_token_expires_at", "", StringComparison.Ordinal).Contains("access_token", StringComparison.Ordinal);

    /// <summary>A call that Lever itself has to answer, through the second replica.</summary>
    private Task<HttpResponseMessage> CallLeverAsync(TestAccount account) => replica.SendAsync(
        HttpMethod.Put, account.Path($"user-mappings/{account.UnmappedRecruiter}"), account.Admin, JsonContent.Create(new { leverEmail = "nobody@nowhere.example" }));

    /// <summary>By the first replica, as when Lever refuses the old one.</summary>
    private async Task RefreshAsync(TestAccount account)
    {
        var tokens = stack.ApiServices.GetRequiredService<AccessTokens>();
        await tokens.ReplaceAsync(account.Id, await TokenAsync(tokens, account), CancellationToken.None);
    }

    private async Task<Connection> StateAsync(TestAccount account)
    {
        await using var scope = stack.ApiServices.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IntegrationDbContext>().Connections.AsNoTracking().SingleAsync(found => found.AccountId == account.Id);
    }

    /// <summary>What Postgres holds, which is the truth.</summary>
    private async Task<string> StoredTokenAsync(TestAccount account)
    {
        var protector = stack.ApiServices.GetRequiredService<IDataProtectionProvider>().CreateProtector("lever-tokens", account.Id);
        return Encoding.UTF8.GetString(protector.Unprotect((await StateAsync(account)).AccessToken!));
    }

    private Task WriteTokenAsync(TestAccount account, string token, string more)
    {
        var ciphertext = Convert.ToHexString(stack.ApiServices.GetRequiredService<AccessTokens>().Protect(account.Id, token));
        return stack.SqlAsync($@"UPDATE connections SET access_token = '\x{ciphertext}', {more} WHERE account_id = '{account.Id}'");
    }
}
