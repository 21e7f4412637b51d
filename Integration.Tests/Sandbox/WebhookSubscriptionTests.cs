using System.Net;

namespace Integration.Tests.Sandbox;

public sealed class WebhookSubscriptionTests(SandboxFixture sandbox)
{
    [Fact]
    public async Task An_app_makes_lists_updates_and_deletes_its_own_webhooks_and_no_others()
    {
        var lever = await sandbox.CreateOrganisationAsync();
        var api = await lever.AuthorizeAsync();
        var persons = await lever.AddWebhookAsync("candidateHired", new("https://app.example/hook"));

        var created = (await api.PostAsync("webhooks", new { @event = "candidateHired", url = "https://app.example/hook" })).Data();
        var id = created.Text("id");
        await api.SendAsync(HttpMethod.Put, "webhooks", new { data = new[] { new { id, url = "https://app.example/other" } } });
        var listed = (await api.GetAsync("webhooks"))["data"]!.AsArray();

        Assert.Equal(["id", "event", "url", "configuration", "createdAt", "updatedAt"], created.Fields());
        Assert.Matches("^[0-9a-f]{48}$", created["configuration"]!.Text("signatureToken"));
        Assert.Equal(["applied", "sourced", "referred", "university", "internal", "agency"], created["configuration"]!["conditions"]!.Texts("origins"));
        var only = Assert.Single(listed)!;
        Assert.Equal("https://app.example/other", only.Text("url"));
        Assert.Null(only["configuration"]!["signatureToken"]);
        Assert.False((await api.GetAsync("webhooks")).ContainsKey("hasNext"));

        await api.SendAsync(HttpMethod.Delete, $"webhooks/{persons.Id}", expected: HttpStatusCode.NotFound);
        Assert.Equal(HttpStatusCode.Forbidden, (await lever.Http.DeleteAsync($"/sandbox/webhooks/{id}?organisation={lever.Id}")).StatusCode);
        await api.SendAsync(HttpMethod.Delete, $"webhooks/{id}", expected: HttpStatusCode.NoContent);
        Assert.Empty((await api.GetAsync("webhooks"))["data"]!.AsArray());
    }

    [Theory]
    [InlineData("candidateHired", "not a url")]
    [InlineData("candidateHired", "http://app.example/hook")]
    [InlineData("candidatePromoted", "https://app.example/hook")]
    public async Task A_wrong_webhook_is_refused(string @event, string url)
    {
        var lever = await sandbox.CreateOrganisationAsync();
        var api = await lever.AuthorizeAsync();

        await api.PostAsync("webhooks", new { @event, url }, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_webhook_that_shall_be_verified_is_refused_when_its_address_does_not_answer_well_as_long_as_the_rule_says_so()
    {
        await using var receiver = await WebhookReceiver.StartAsync(500, 500);
        var lever = await sandbox.CreateOrganisationAsync();
        var api = await lever.AuthorizeAsync();
        var asked = new { @event = "candidateHired", url = receiver.Url, configuration = new { verifyConnection = true } };

        await api.PostAsync("webhooks", asked, HttpStatusCode.BadRequest);
        await lever.ChangeRulesAsync(new { verifyConnectionRefuses = false });
        await api.PostAsync("webhooks", asked);

        Assert.Single((await api.GetAsync("webhooks"))["data"]!.AsArray());
    }
}
