using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Integration.Api.Exports;
using Integration.Tests.Stack;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Integration.Tests.Exports;

/// <summary>Keys of exports in Redis: the quick answer, which is never another one than that of Postgres.</summary>
public sealed partial class IdempotencyTests(StackFixture stack, SecondReplica replica) : IClassFixture<SecondReplica>
{
    /// <summary>Odd, as far as a header can be, and like a part of a name in Redis.</summary>
    private const string Key = "key:1 {*}?";

    private static readonly object Body = new { candidateIds = new[] { "unknown" } };

    [Fact]
    public async Task A_repeated_key_is_looked_up_by_what_Redis_says()
    {
        var account = await stack.ActiveAccountAsync();
        var id = await StartAsync(account);

        Assert.Equal(id, await StartAsync(account));

        Assert.Equal((1, 0), Looks(account));
    }

    [Fact]
    public async Task A_flushed_Redis_changes_no_answer_and_knows_the_key_again()
    {
        var account = await stack.ActiveAccountAsync();
        var id = await StartAsync(account);
        Assert.True(await replica.Redis.KeyDeleteAsync(Name(account)));

        Assert.Equal(id, await StartAsync(account));
        await ReusedAsync(account);
        Assert.Equal(id, await StartAsync(account));

        // The first found nothing in Redis, the others did.
        Assert.Equal((2, 1), Looks(account));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_Redis_that_is_gone_or_hangs_changes_no_answer(bool hangs)
    {
        var account = await stack.ActiveAccountAsync();
        var id = await StartAsync(account);

        await replica.WithoutRedisAsync(hangs, async () =>
        {
            Assert.Equal(id, await StartAsync(account));
            await ReusedAsync(account);
            var other = await StartAsync(account, "key:2");
            Assert.NotEqual(id, other);
            Assert.Equal(other, await StartAsync(account, "key:2"));
        });

        Assert.Equal(2, (await account.GetJsonAsync(account.Recruiter, "exports")).Items().Count);
    }

    [Theory]
    [InlineData("of another key")]
    [InlineData("of another account")]
    [InlineData("of nothing")]
    [InlineData("nonsense")]
    public async Task What_Redis_says_wrongly_counts_for_nothing(string wrong)
    {
        var (account, other) = (await stack.ActiveAccountAsync(), await stack.ActiveAccountAsync());
        RedisValue said = wrong switch
        {
            "of another key" => Guid.Parse(await StartAsync(account, "key:2")).ToByteArray(),
            "of another account" => Guid.Parse(await StartAsync(other)).ToByteArray(),
            "of nothing" => Guid.NewGuid().ToByteArray(),
            _ => "nonsense",
        };
        await replica.Redis.StringSetAsync(Name(account), said);
        var id = await StartAsync(account);
        Assert.NotEqual(Guid.Parse(id).ToByteArray(), (byte[]?)said);

        await replica.Redis.StringSetAsync(Name(account), said);
        Assert.Equal(id, await StartAsync(account));
        await ReusedAsync(account);
    }

    [Fact]
    public async Task Another_body_is_refused_by_what_Postgres_holds()
    {
        var account = await stack.ActiveAccountAsync();
        await StartAsync(account);

        await ReusedAsync(account);

        Assert.Equal((1, 0), Looks(account));
        Assert.Single((await account.GetJsonAsync(account.Recruiter, "exports")).Items());
    }

    [Fact]
    public async Task A_day_later_the_key_begins_another_export_although_Redis_has_the_first_still()
    {
        var account = await stack.ActiveAccountAsync();
        var id = await StartAsync(account);
        await AgeAsync(id, "24 hours 1 second");
        Assert.True(await replica.Redis.KeyExistsAsync(Name(account)));

        var next = await StartAsync(account);

        Assert.NotEqual(id, next);
        Assert.Equal(next, await StartAsync(account));
    }

    [Fact]
    public async Task Redis_has_it_until_a_day_after_the_export_began_and_neither_key_nor_body()
    {
        var account = await stack.ActiveAccountAsync();
        var id = await StartAsync(account);
        Assert.Equal(Guid.Parse(id).ToByteArray(), (byte[]?)await replica.Redis.StringGetAsync(Name(account)));
        Assert.InRange((await replica.Redis.KeyTimeToLiveAsync(Name(account)))!.Value, TimeSpan.FromHours(23.9), TimeSpan.FromHours(24));
        Assert.DoesNotContain(Key, Name(account), StringComparison.Ordinal);

        await AgeAsync(id, "23 hours 59 minutes");
        await replica.Redis.KeyDeleteAsync(Name(account));
        Assert.Equal(id, await StartAsync(account));

        Assert.InRange((await replica.Redis.KeyTimeToLiveAsync(Name(account)))!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Many_at_once_at_two_replicas_with_a_forgetful_Redis_begin_one_export()
    {
        var account = await stack.ActiveAccountAsync();

        var ids = await Task.WhenAll(Enumerable.Range(0, 12).Select(async number =>
        {
            await replica.Redis.KeyDeleteAsync(Name(account));
            return number % 2 == 0
                ? await StartAsync(account)
                : (await (await account.PostAsync(account.Recruiter, "exports", Body, ("Idempotency-Key", Key))).JsonAsync(HttpStatusCode.Accepted)).Text("id");
        }));

        Assert.Single(ids.Distinct());
    }

    [Fact]
    public async Task No_two_accounts_and_keys_have_one_name_in_Redis()
    {
        await using var scope = replica.Services.CreateAsyncScope();
        var keys = scope.ServiceProvider.GetRequiredService<IdempotencyKeys>();
        var account = $"account-{Guid.NewGuid():N}";
        (string Account, string Key)[] pairs =
            [(account, "b:c"), ($"{account}:b", "c"), (account, "B:c"), (account, "b:c "), ($"{account}:", "b:c"), (account, new('k', 100)), (account, new('k', 99))];

        foreach (var (of, key) in pairs)
            await keys.RememberAsync(new() { Id = Guid.NewGuid(), AccountId = of, CreatedAt = DateTimeOffset.UtcNow, CreatedByMemberId = "m", IdempotencyKey = key });

        var names = replica.Redis.Multiplexer.GetServers().Single().Keys(pattern: $"headhuntr-lever:idempotency:{account}*").ToList();
        Assert.Equal(pairs.Length, names.Count);
        Assert.All(names, name => Assert.True(((string)name!).Length < 200));
    }

    /// <summary>Through the second replica.</summary>
    /// <returns>Its id.</returns>
    private async Task<string> StartAsync(TestAccount account, string key = Key) =>
        (await (await PostAsync(account, key, Body)).JsonAsync(HttpStatusCode.Accepted)).Text("id");

    private async Task ReusedAsync(TestAccount account) =>
        await (await PostAsync(account, Key, new { candidateIds = new[] { "another" } })).ProblemAsync(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");

    private Task<HttpResponseMessage> PostAsync(TestAccount account, string key, object body) =>
        replica.SendAsync(HttpMethod.Post, account.Path("exports"), account.Recruiter, JsonContent.Create(body), key);

    /// <summary>How often a row was found by the id that Redis gave, and how often one by the key alone, since the export began.</summary>
    private (int ById, int ByKey) Looks(TestAccount account)
    {
        var looks = replica.Heard.About(account.Id)
            .Where(sql => sql.Contains("FROM exports", StringComparison.Ordinal) && sql.Contains("idempotency_key = @", StringComparison.Ordinal)).ToList();
        var byId = looks.Count(sql => HasId().IsMatch(sql));

        // The first look was before there was anything to find.
        return (byId, looks.Count - byId - 1);
    }

    [GeneratedRegex(@"\bid = @")]
    private static partial Regex HasId();

    /// <summary>As the host product would have to write it to find one: by account and SHA-256 of the key.</summary>
    private static string Name(TestAccount account) =>
        $"headhuntr-lever:idempotency:{account.Id}:{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("key:1 {*}?"u8))}";

    private Task AgeAsync(string export, string age) => stack.SqlAsync($"UPDATE exports SET created_at = now() - interval '{age}' WHERE id = '{export}'");
}
