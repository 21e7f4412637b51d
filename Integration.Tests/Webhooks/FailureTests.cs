using System.Net;
using Integration.Tests.Stack;

namespace Integration.Tests.Webhooks;

/// <summary>A delivery that cannot be handled, for a reason that is not Lever's.</summary>
public sealed class FailureTests(StackFixture stack)
{
    [Fact]
    public async Task A_delivery_that_cannot_be_stored_is_not_answered_200()
    {
        await using var api = await LoneApi.StartAsync(stack, new Dictionary<string, string>());
        var webhooks = await (await api.SendAsync(HttpMethod.Put, "connection/webhooks", new { candidateHired = "signature-token" })).JsonAsync();
        await api.SqlAsync("ALTER TABLE webhook_deliveries ADD CONSTRAINT full_up CHECK (false)");
        var delivery = new Delivery("candidateHired", "signature-token", new { opportunityId = "unknown" });

        await (await api.Platform.DeliverAsync(new(webhooks.Text("endpointUrl")), delivery)).ProblemAsync(HttpStatusCode.ServiceUnavailable, "unavailable");

        await api.SqlAsync("ALTER TABLE webhook_deliveries DROP CONSTRAINT full_up");
        Assert.Equal(HttpStatusCode.OK, (await api.Platform.DeliverAsync(new(webhooks.Text("endpointUrl")), delivery)).StatusCode);
        Assert.Single((await (await api.SendAsync(HttpMethod.Get, "webhook-deliveries")).JsonAsync()).Items());
    }

    [Fact]
    public async Task A_delivery_that_cannot_be_handled_keeps_none_of_the_others_waiting()
    {
        await using var api = await LoneApi.StartAsync(stack, new Dictionary<string, string>(), works: true);
        await api.PushAsync(Enumerable.Range(1, 7).Select(number => new { id = $"c-{number}", name = $"Person {number}", stage = "contacted" }));
        var started = await (await api.SendAsync(HttpMethod.Post, "exports", new { candidateIds = Enumerable.Range(1, 7).Select(number => $"c-{number}") })).JsonAsync(HttpStatusCode.Accepted);
        var export = await EventuallyAsync.GetAsync(
            async () => await (await api.SendAsync(HttpMethod.Get, $"exports/{started.Text("id")}")).JsonAsync(), view => view.Text("status") == "completed", "the export is completed");
        string[] opportunities = [.. export.Items().Select(item => item.Text("opportunityId"))];
        await api.SqlAsync("ALTER TABLE opportunities ADD CONSTRAINT no_offers CHECK (stage_id <> 'offer')");
        var webhooks = await (await api.SendAsync(HttpMethod.Put, "connection/webhooks", new { candidateStageChange = "signature-token" })).JsonAsync();

        foreach (var opportunity in opportunities)
        {
            await api.Lever.MoveAsync(opportunity, opportunity == opportunities[^1] ? "lead-responded" : "offer");
            var delivery = new Delivery("candidateStageChange", "signature-token", new { opportunityId = opportunity });
            Assert.Equal(HttpStatusCode.OK, (await api.Platform.DeliverAsync(new(webhooks.Text("endpointUrl")), delivery)).StatusCode);
        }

        var log = await EventuallyAsync.GetAsync(
            async () => (await (await api.SendAsync(HttpMethod.Get, "webhook-deliveries")).JsonAsync()).Items(),
            all => all.Count(one => one.TextOrNull("outcome") == "could not be handled") == 6 && all.Any(one => one.Text("status") == "handled"),
            "six are put off and one is handled");
        Assert.Equal((opportunities[^1], "gave 1 events"), (log.Single(one => one.Text("status") == "handled").Text("opportunityId"), log.Single(one => one.Text("status") == "handled").Text("outcome")));

        await api.SqlAsync("ALTER TABLE opportunities DROP CONSTRAINT no_offers");
        foreach (var one in log)
            Assert.Equal(HttpStatusCode.Accepted, (await api.SendAsync(HttpMethod.Post, $"webhook-deliveries/{one.GetProperty("id")}/replay")).StatusCode);
        await EventuallyAsync.TrueAsync(
            async () => (await (await api.SendAsync(HttpMethod.Get, "webhook-deliveries")).JsonAsync()).Items().All(one => one.Text("status") == "handled"), "all are handled");
    }
}
