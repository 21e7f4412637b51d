using System.Net;
using System.Text.Json;
using Integration.Tests.Stack;

namespace Integration.Tests.Webhooks;

/// <summary>What is delivered while Lever may not be asked: it waits for the authorization, and for nothing else.</summary>
public sealed class AuthorizationGoneTests(StackFixture stack)
{
    [Fact]
    public async Task What_is_delivered_while_the_authorization_is_gone_waits_for_the_next_one()
    {
        var (account, endpoint) = await stack.WebhookAccountAsync();
        var (_, opportunity) = await account.ExportedAsync();
        await account.Lever.MoveAsync(opportunity, "lead-responded");
        await account.Lever.RevokeAsync();

        await stack.DeliverAsync(endpoint, "candidateStageChange", new { opportunityId = opportunity });
        var waiting = await WaitsAsync(account);
        Assert.Empty(await account.EventsAsync("candidate.stageChanged"));
        Assert.True(
            await stack.SqlAsync<bool>($"SELECT available_at > now() + interval '30 minutes' AS \"Value\" FROM webhook_deliveries WHERE account_id = '{account.Id}'"), "nobody looks every minute");

        await account.ConnectAsync();

        Assert.Equal(waiting.GetProperty("id").GetInt64(), (await account.HandledAsync(1)).Single().GetProperty("id").GetInt64());
        Assert.Single(await account.EventsAsync("candidate.stageChanged"));
    }

    [Fact]
    public async Task An_authorization_that_comes_while_a_delivery_is_put_off_is_not_missed()
    {
        var (account, endpoint) = await stack.WebhookAccountAsync();
        var (_, opportunity) = await account.ExportedAsync();
        await account.Lever.MoveAsync(opportunity, "lead-responded");
        await account.Lever.RevokeAsync();
        // It stays, for this account's deliveries alone: to drop it would keep everybody else's waiting.
        await stack.SqlAsync(
            $"""
             CREATE FUNCTION take_time() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(2); RETURN NEW; END';
             CREATE TRIGGER take_time BEFORE UPDATE ON webhook_deliveries FOR EACH ROW
             WHEN (NEW.account_id = '{account.Id}' AND NEW.outcome LIKE 'waits for the authorization%') EXECUTE FUNCTION take_time()
             """);
        await stack.DeliverAsync(endpoint, "candidateStageChange", new { opportunityId = opportunity });
        await EventuallyAsync.TrueAsync(
            () => stack.SqlAsync<bool>("SELECT count(*) = 1 AS \"Value\" FROM pg_stat_activity WHERE wait_event = 'PgSleep'"), "it is being put off");

        await account.ConnectAsync();

        await account.HandledAsync(1);
    }

    [Fact]
    public async Task What_is_delivered_after_a_disconnection_is_handled_after_the_next_authorization()
    {
        var (account, endpoint) = await stack.WebhookAccountAsync();
        var (candidate, opportunity) = await account.ExportedAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await account.SendAsync(HttpMethod.Delete, account.Admin, "connection", null)).StatusCode);
        await account.Lever.HireAsync(opportunity);

        await stack.DeliverAsync(endpoint, "candidateHired", new { opportunityId = opportunity });
        await WaitsAsync(account);
        await account.ConnectAsync();
        await account.HandledAsync(1);

        Assert.Equal(candidate, Assert.Single(await account.EventsAsync("candidate.hired")).Text("candidateId"));
    }

    [Fact]
    public async Task What_waits_when_another_Lever_account_takes_the_place_says_nothing_of_it()
    {
        var (account, endpoint) = await stack.WebhookAccountAsync();
        var (candidate, opportunity) = await account.ExportedAsync();
        await account.Lever.RevokeAsync();
        await stack.DeliverAsync(endpoint, "candidateDeleted", new { opportunityId = opportunity });
        await WaitsAsync(account);

        var other = await stack.CreateAccountAsync();
        await account.AuthorizeAsync(replaceLeverAccount: true, into: other.Lever);
        await account.HandledAsync(1);

        Assert.Empty(await account.EventsAsync("candidate.deletedInLever"));
        Assert.False(Assert.Single((await account.GetJsonAsync(account.Admin, $"candidates/{candidate}")).Items("opportunities")).TryGetProperty("deletedAt", out _));
    }

    private static Task<JsonElement> WaitsAsync(TestAccount account) => EventuallyAsync.GetAsync(
        async () => Assert.Single((await account.GetJsonAsync(account.Admin, "webhook-deliveries")).Items()),
        delivery => delivery.TextOrNull("outcome") == "waits for the authorization in Lever", "the delivery waits");
}
