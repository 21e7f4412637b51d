using Lever.Sandbox.Webhooks;

namespace Integration.Tests.Sandbox;

public sealed class WebhookTests(SandboxFixture sandbox)
{
    private const double TriesAtOnce = 1_000_000;

    [Fact]
    public void The_published_vector_is_signed_as_published() => Assert.Equal(
        "471745b12351612ba5b47e079a2a651d8c8c716896b77ab1d2e12962d1a06d23",
        WebhookSignature.Of(
            "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978",
            "00112233445566778899aabbccddeeff0011223344556677",
            1785000000000));

    [Fact]
    public async Task Nothing_is_sent_until_a_super_admin_switches_the_event_on()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (lever, id) = await WithOpportunityAsync();
        await lever.AddWebhookAsync("candidateStageChange", receiver.Url);

        await lever.MoveAsync(id, "lead-responded");
        await lever.EnableWebhooksAsync("candidateStageChange");
        await lever.MoveAsync(id, "offer");

        Assert.Equal("offer", (await receiver.NextAsync()).Data.Text("toStageId"));
        Assert.Empty(receiver.Others());
    }

    [Fact]
    public async Task A_delivery_is_signed_with_the_token_of_its_own_webhook_and_says_so_only_in_the_body()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (lever, id) = await WithOpportunityAsync();
        await lever.EnableWebhooksAsync();
        var hook = await lever.AddWebhookAsync("candidateStageChange", receiver.Url);
        var other = await lever.AddWebhookAsync("candidateHired", receiver.Url);

        await lever.MoveAsync(id, "offer");
        var received = await receiver.NextAsync();

        Assert.Matches("^[0-9a-f]{48}$", hook.SignatureToken);
        Assert.NotEqual(hook.SignatureToken, other.SignatureToken);
        Assert.True(received.IsSignedWith(hook.SignatureToken));
        Assert.False(received.IsSignedWith(other.SignatureToken));
        Assert.Matches("^[0-9a-f]{48}$", received.Body.Text("token"));
        Assert.Equal(["id", "event", "triggeredAt", "token", "signature", "data"], received.Body.Fields());
        Assert.Equal("Lever-Webhooks", received.Headers["User-Agent"]);
        Assert.Equal("application/json", received.Headers["Content-Type"]);
        Assert.DoesNotContain(received.Headers.Keys, header => header.Contains("signature", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Each_event_carries_its_data()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (lever, id) = await WithOpportunityAsync();
        var contact = (await lever.LedgerAsync()).Opportunities.Single(o => o.Id == id).Contact;
        await SubscribeToAllAsync(lever, receiver);

        await lever.MoveAsync(id, "offer");
        var moved = await receiver.NextAsync();
        await lever.ArchiveAsync(id);
        var archived = await receiver.NextAsync();
        await lever.UnarchiveAsync(id);
        var unarchived = await receiver.NextAsync();
        await lever.AddPostingAsync(id, lever.Postings[0].Id);
        var applied = await receiver.NextAsync();
        await lever.HireAsync(id);
        var hired = await receiver.NextAsync(2);
        await lever.DeleteAsync(id);
        var deleted = await receiver.NextAsync();

        Assert.Equal("candidateStageChange", moved.Event);
        Assert.Equal("lead-new", moved.Data.Text("fromStageId"));
        Assert.Equal(id, moved.Data.Text("opportunityId"));
        Assert.Equal(id, moved.Data.Text("candidateId"));
        Assert.Equal(contact, moved.Data.Text("contactId"));
        Assert.Equal("candidateArchiveChange", archived.Event);
        Assert.Null(archived.Data["fromArchived"]);
        Assert.Equal(["reason", "archivedAt"], archived.Data["toArchived"]!.AsObject().Fields());
        Assert.Null(unarchived.Data["toArchived"]);
        Assert.NotNull(unarchived.Data["fromArchived"]);
        Assert.Equal("applicationCreated", applied.Event);
        Assert.NotEmpty(applied.Data.Text("applicationId"));
        Assert.Equal(["candidateArchiveChange", "candidateHired"], hired.Select(h => h.Event).Order());
        Assert.Equal("candidateDeleted", deleted.Event);
        Assert.Equal(lever.SuperAdmin.Id, deleted.Data.Text("deletedBy"));
        Assert.Empty(receiver.Others());
    }

    [Fact]
    public async Task What_the_app_writes_itself_echoes_unless_switched_off()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (lever, id) = await WithOpportunityAsync();
        var api = await lever.AuthorizeAsync();
        await SubscribeToAllAsync(lever, receiver);

        await api.PostAsync($"opportunities?perform_as={lever.SuperAdmin.Id}", new { name = "Echo", postings = new[] { lever.Postings[0].Id } });
        Assert.Equal("applicationCreated", (await receiver.NextAsync()).Event);
        await lever.ChangeRulesAsync(new { echoesOwnWrites = false });
        await api.SendAsync(HttpMethod.Put, $"opportunities/{id}/stage", new { stage = "offer" });
        await lever.MoveAsync(id, "lead-new");

        Assert.Equal("lead-new", (await receiver.NextAsync()).Data.Text("toStageId"));
        Assert.Empty(receiver.Others());
    }

    [Fact]
    public async Task Verify_connection_sends_empty_data_without_an_id_signed_with_the_webhooks_token()
    {
        await using var receiver = await WebhookReceiver.StartAsync(400);
        var lever = await sandbox.CreateOrganisationAsync();
        var hook = await lever.AddWebhookAsync("candidateDeleted", receiver.Url);

        var refused = await lever.VerifyAsync(hook);
        var accepted = await lever.VerifyAsync(hook);

        var test = await receiver.NextAsync();
        Assert.Empty(test.Data);
        Assert.Null(test.Body["id"]);
        Assert.True(test.IsSignedWith(hook.SignatureToken));
        Assert.Equal((400, 200), (refused.Status, accepted.Status));
        Assert.Equal(2, (await lever.DeliveriesAsync()).Count(delivery => delivery.IsTest));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(302)]
    [InlineData(401)]
    public async Task What_fails_is_tried_again_with_the_same_bytes_until_it_works(int failure)
    {
        await using var receiver = await WebhookReceiver.StartAsync(failure, failure);
        var (lever, id) = await WithOpportunityAsync();
        await SubscribeToAllAsync(lever, receiver);

        await lever.MoveAsync(id, "offer");
        var tries = await receiver.NextAsync(3);

        Assert.Single(tries.Select(received => received.Text).Distinct());
        Assert.All(tries, received => Assert.Equal("/hooks", received.Path));
        await ControlTests.EventuallyAsync(async () => (await lever.DeliveriesAsync()).Single().State == "delivered");
        Assert.Equal([failure, failure, 200], (await lever.DeliveriesAsync()).Single().Tries.Select(tried => tried.Status!.Value));
    }

    [Fact]
    public async Task After_one_and_five_tries_it_gives_up_and_a_person_can_send_it_again()
    {
        await using var receiver = await WebhookReceiver.StartAsync(500, 500, 500, 500, 500, 500);
        var (lever, id) = await WithOpportunityAsync();
        await SubscribeToAllAsync(lever, receiver);

        await lever.MoveAsync(id, "offer");
        var tries = await receiver.NextAsync(6);
        await ControlTests.EventuallyAsync(async () => (await lever.DeliveriesAsync()).Single().State == "given up");
        Assert.Empty(receiver.Others());
        await lever.RerunAsync((await lever.DeliveriesAsync()).Single());

        Assert.Equal(tries[0].Text, (await receiver.NextAsync()).Text);
    }

    [Fact]
    public async Task The_pauses_between_tries_grow_and_the_speed_shortens_them()
    {
        await using var receiver = await WebhookReceiver.StartAsync(500, 500);
        var (lever, id) = await WithOpportunityAsync();
        await SubscribeToAllAsync(lever, receiver);
        await lever.ChangeRulesAsync(new { webhookSpeed = 600 });

        await lever.MoveAsync(id, "offer");
        await receiver.NextAsync(3);
        await ControlTests.EventuallyAsync(async () => (await lever.DeliveriesAsync()).Single().State == "delivered");

        var tries = (await lever.DeliveriesAsync()).Single().Tries;
        Assert.InRange(tries[1].At - tries[0].At, 95, 10_000);
        Assert.InRange(tries[2].At - tries[1].At, 495, 10_000);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(5)]
    public async Task How_many_tries_there_are_in_all_is_a_rule(int tries)
    {
        await using var receiver = await WebhookReceiver.StartAsync([.. Enumerable.Repeat(500, 10)]);
        var (lever, id) = await WithOpportunityAsync();
        await SubscribeToAllAsync(lever, receiver);
        await lever.ChangeRulesAsync(new { webhookTries = tries });

        await lever.MoveAsync(id, "offer");
        await ControlTests.EventuallyAsync(async () => (await lever.DeliveriesAsync()).Single().State == "given up");

        Assert.Equal(tries, (await lever.DeliveriesAsync()).Single().Tries.Count);
    }

    [Fact]
    public async Task A_delivery_can_come_twice()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (lever, id) = await WithOpportunityAsync();
        await SubscribeToAllAsync(lever, receiver);
        await lever.ChangeRulesAsync(new { duplicatesWebhooks = true });

        await lever.MoveAsync(id, "offer");
        var both = await receiver.NextAsync(2);

        Assert.Equal(both[0].Text, both[1].Text);
    }

    [Fact]
    public async Task Deliveries_can_get_lost()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (lever, id) = await WithOpportunityAsync();
        await SubscribeToAllAsync(lever, receiver);

        await lever.ChangeRulesAsync(new { losesWebhooks = 1 });
        await lever.MoveAsync(id, "offer");
        await lever.ChangeRulesAsync(new { losesWebhooks = 0 });
        var lost = (await lever.DeliveriesAsync()).Single();
        await lever.MoveAsync(id, "lead-new");
        var heard = (await receiver.NextAsync(1)).Single();

        Assert.Equal(("lost", 0), (lost.State, lost.Tries.Count));
        Assert.Equal("lead-new", heard.Data.Text("toStageId"));
    }

    [Fact]
    public async Task Deliveries_can_overtake_each_other()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var lever = await sandbox.CreateOrganisationAsync();
        await SubscribeToAllAsync(lever, receiver);
        var api = await lever.AuthorizeAsync();
        var moved = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            moved.Add((await api.PostAsync($"opportunities?perform_as={lever.SuperAdmin.Id}", new { name = $"Person {i}" })).Data().Text("id"));
        }

        await lever.ChangeRulesAsync(new { webhooksReorderWithinMs = 300 });
        foreach (var id in moved) await lever.MoveAsync(id, "offer");
        var arrived = (await receiver.NextAsync(10)).Select(received => received.Data.Text("opportunityId")).ToList();

        Assert.Equal(moved.Order(), arrived.Order());
        Assert.NotEqual(moved, arrived);
    }

    [Fact]
    public async Task A_webhook_may_be_limited_to_origins()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (lever, id) = await WithOpportunityAsync();
        await lever.EnableWebhooksAsync();
        await lever.PersonAsync("webhooks", new
        {
            @event = "candidateStageChange",
            url = receiver.Url,
            configuration = new { conditions = new { origins = new[] { "agency" } } },
        });
        var api = await lever.AuthorizeAsync();
        var agency = (await api.PostAsync($"opportunities?perform_as={lever.SuperAdmin.Id}", new { origin = "agency" })).Data().Text("id");

        await lever.MoveAsync(id, "offer");
        await lever.MoveAsync(agency, "offer");

        Assert.Equal(agency, (await receiver.NextAsync()).Data.Text("opportunityId"));
        Assert.Empty(receiver.Others());
    }

    private static async Task SubscribeToAllAsync(SandboxOrganisation lever, WebhookReceiver receiver)
    {
        await lever.EnableWebhooksAsync();
        await lever.ChangeRulesAsync(new { webhookSpeed = TriesAtOnce });
        foreach (var name in new[] { "applicationCreated", "candidateStageChange", "candidateArchiveChange", "candidateHired", "candidateDeleted" })
        {
            await lever.AddWebhookAsync(name, receiver.Url);
        }
    }

    private async Task<(SandboxOrganisation Lever, string OpportunityId)> WithOpportunityAsync()
    {
        var lever = await sandbox.CreateOrganisationAsync();
        var api = await lever.AuthorizeAsync();
        var created = await api.PostAsync($"opportunities?perform_as={lever.SuperAdmin.Id}", new { name = "Ada Example" });
        return (lever, created.Data().Text("id"));
    }
}
