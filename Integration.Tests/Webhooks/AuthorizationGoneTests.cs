using System.Net;
using System.Text.Json;
using Integration.Api.Data;
using Integration.Tests.Stack;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Integration.Tests.Webhooks;

/// <summary>What is delivered while Lever may not be asked: it waits for the authorization, and for nothing else.</summary>
public sealed class AuthorizationGoneTests(StackFixture stack)
{
    [Fact]
    public async Task What_is_delivered_while_the_authorization_is_gone_waits_for_the_next_one()
    {
        var (account, endpoint) = await AccountAsync();
        var (_, opportunity) = await account.ExportedAsync();
        await account.Lever.MoveAsync(opportunity, "lead-responded");
        await account.Lever.RevokeAsync();

        await DeliverAsync(endpoint, "candidateStageChange", opportunity);
        var waiting = await WaitsAsync(account);
        Assert.Empty(await account.EventsAsync("candidate.stageChanged"));
        await using var scope = stack.ApiServices.CreateAsyncScope();
        var deliveries = scope.ServiceProvider.GetRequiredService<IntegrationDbContext>().WebhookDeliveries.AsNoTracking();
        var looked = await deliveries.SingleAsync(delivery => delivery.AccountId == account.Id);
        Assert.True(looked.AvailableAt - DateTimeOffset.UtcNow > TimeSpan.FromMinutes(30), "nobody looks every minute");

        await account.ConnectAsync();

        Assert.Equal(waiting.GetProperty("id").GetInt64(), (await account.HandledAsync(1)).Single().GetProperty("id").GetInt64());
        Assert.Single(await account.EventsAsync("candidate.stageChanged"));
    }

    [Fact]
    public async Task An_authorization_that_comes_while_a_delivery_is_put_off_is_not_missed()
    {
        var (account, endpoint) = await AccountAsync();
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
        await DeliverAsync(endpoint, "candidateStageChange", opportunity);
        await EventuallyAsync.TrueAsync(
            () => stack.SqlAsync<bool>("SELECT count(*) = 1 AS \"Value\" FROM pg_stat_activity WHERE wait_event = 'PgSleep'"), "it is being put off");

        await account.ConnectAsync();

        await account.HandledAsync(1);
    }

    [Fact]
    public async Task What_is_delivered_after_a_disconnection_is_handled_after_the_next_authorization()
    {
        var (account, endpoint) = await AccountAsync();
        var (candidate, opportunity) = await account.ExportedAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await account.SendAsync(HttpMethod.Delete, account.Admin, "connection", null)).StatusCode);
        await account.Lever.HireAsync(opportunity);

        await DeliverAsync(endpoint, "candidateHired", opportunity);
        await WaitsAsync(account);
        await account.ConnectAsync();
        await account.HandledAsync(1);

        Assert.Equal(candidate, Assert.Single(await account.EventsAsync("candidate.hired")).Text("candidateId"));
    }

    [Fact]
    public async Task What_waits_when_another_Lever_account_takes_the_place_says_nothing_of_it()
    {
        var (account, endpoint) = await AccountAsync();
        var (candidate, opportunity) = await account.ExportedAsync();
        await account.Lever.RevokeAsync();
        await DeliverAsync(endpoint, "candidateDeleted", opportunity);
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

    private async Task<(TestAccount Account, Uri Endpoint)> AccountAsync()
    {
        var account = await stack.ActiveAccountAsync();
        return (account, await account.PasteTokensAsync());
    }

    private async Task DeliverAsync(Uri endpoint, string name, string opportunity) => Assert.Equal(
        HttpStatusCode.OK, (await stack.Platform.DeliverAsync(endpoint, new Delivery(name, WebhookWords.TokenOf(name), new { opportunityId = opportunity }))).StatusCode);
}
