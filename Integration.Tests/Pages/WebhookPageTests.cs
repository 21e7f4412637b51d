using System.Net;
using Integration.Tests.Stack;

namespace Integration.Tests.Pages;

/// <summary>The webhooks' tokens: pasted, compared, created, replaced and removed.</summary>
public sealed class WebhookPageTests(StackFixture stack)
{
    private const string Token = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978";
    private const string OtherToken = "f0e1d2c3b4a5968778695a4b3c2d1e0ff0e1d2c3b4a59687";

    [Fact]
    public async Task Pasted_tokens_are_kept_and_never_shown()
    {
        var (account, visitor) = await ConnectedAsync();
        using var _ = visitor;

        var saved = await visitor.SubmitAsync(
            await visitor.OpenAsync("/setup/webhooks"), "/setup/webhooks", [(Field("candidateHired"), $" {Token} "), (Field("candidateDeleted"), OtherToken)]);

        Assert.Contains("2 signature tokens saved.", saved.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, saved.Html, StringComparison.Ordinal);
        Assert.Equal(["candidateHired", "candidateDeleted"], await EventsWithTokenAsync(account));
    }

    [Fact]
    public async Task The_button_that_leads_on_saves_what_is_pasted_and_stays_where_that_is_refused()
    {
        var (account, visitor) = await ConnectedAsync();
        using var _ = visitor;
        var page = await visitor.OpenAsync("/setup/webhooks");

        var refused = await visitor.SubmitAsync(page, "/setup/webhooks", [("Proceed", "true"), (Field("candidateHired"), "half a token")]);
        var saved = await visitor.SubmitAsync(page, "/setup/webhooks", [("Proceed", "true"), (Field("candidateHired"), Token)]);
        var again = await visitor.SubmitAsync(page, "/setup/webhooks", [("Proceed", "true")]);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "/setup/users", "/setup/users"), (refused.Status, saved.Path, again.Path));
        Assert.Contains("1 signature token saved.", saved.Text, StringComparison.Ordinal);
        Assert.Equal(["candidateHired"], await EventsWithTokenAsync(account));
    }

    [Fact]
    public async Task What_is_not_a_token_and_a_token_pasted_twice_are_noticed_and_nothing_typed_is_lost()
    {
        var (account, visitor) = await ConnectedAsync();
        using var _ = visitor;

        var refused = await visitor.SubmitAsync(
            await visitor.OpenAsync("/setup/webhooks"), "/setup/webhooks",
            [(Field("applicationCreated"), "https://not-a-token.example"), (Field("candidateHired"), Token), (Field("candidateDeleted"), Token)]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("This is not a signature token", refused.Text, StringComparison.Ordinal);
        Assert.Contains("This one is pasted at Candidate Hired.", refused.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"https://not-a-token.example\"", refused.Html, StringComparison.Ordinal);
        Assert.Empty(await EventsWithTokenAsync(account));
    }

    [Fact]
    public async Task Add_webhook_compares_the_endpoint_URL_and_keeps_the_token()
    {
        var (account, visitor) = await ConnectedAsync();
        using var _ = visitor;
        var endpoint = (await account.GetJsonAsync(account.Admin, "connection")).GetProperty("webhooks").GetProperty("endpointUrl").GetString();
        var form = await visitor.OpenAsync("/setup/webhooks/add");

        var refused = await visitor.SubmitAsync(form, "/setup/webhooks/add", [("EndpointUrl", "https://elsewhere.example"), ("Token", Token), ("Event", "candidateHired")]);
        var added = await visitor.SubmitAsync(form, "/setup/webhooks/add", [("EndpointUrl", endpoint), ("Token", Token), ("Event", "candidateHired")]);

        Assert.Contains("This is not your endpoint URL", refused.Text, StringComparison.Ordinal);
        Assert.Equal("/setup/webhooks", added.Path);
        Assert.Equal(["candidateHired"], await EventsWithTokenAsync(account));
    }

    [Fact]
    public async Task One_click_creates_the_missing_webhooks_and_a_token_can_be_removed()
    {
        var (account, visitor) = await ConnectedAsync();
        using var _ = visitor;

        var created = await visitor.SubmitAsync(await visitor.OpenAsync("/setup/webhooks"), "/setup/webhooks/provision");
        var removed = await visitor.SubmitAsync(created, "/setup/webhooks/remove", [("Event", "candidateDeleted")]);

        Assert.Contains("5 webhooks created.", created.Text, StringComparison.Ordinal);
        Assert.Contains("The token of Candidate Deleted is removed.", removed.Text, StringComparison.Ordinal);
        Assert.Equal(4, (await EventsWithTokenAsync(account)).Count);
    }

    [Fact]
    public async Task The_page_looks_again_by_itself_only_while_something_is_to_arrive()
    {
        var (_, visitor) = await ConnectedAsync();
        using var __ = visitor;

        var before = await visitor.OpenAsync("/setup/webhooks");
        var waiting = await visitor.SubmitAsync(before, "/setup/webhooks/provision");

        Assert.DoesNotContain("every 3s", before.Html, StringComparison.Ordinal);
        Assert.Contains("every 3s", waiting.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_step_is_done_when_Lever_was_heard_and_until_then_it_says_what_to_click_there()
    {
        var (account, visitor) = await ConnectedAsync();
        using var _ = visitor;
        await account.MapAsync(account.Admin, account.Lever.SuperAdmin.Email);
        await account.ActivateAsync();

        var endpoint = (await account.GetJsonAsync(account.Admin, "connection")).GetProperty("webhooks").GetProperty("endpointUrl").GetString()!;
        await account.Lever.EnableWebhooksAsync();
        string[] events = ["applicationCreated", "candidateStageChange", "candidateArchiveChange", "candidateHired", "candidateDeleted"];
        var webhooks = await Task.WhenAll(events.Select(name => account.Lever.AddWebhookAsync(name, new(endpoint))));

        var made = await visitor.SubmitAsync(
            await visitor.OpenAsync("/setup/webhooks"), "/setup/webhooks", [.. webhooks.Select((webhook, index) => (Field(events[index]), (string?)webhook.SignatureToken))]);
        var (before, company) = (await visitor.OpenAsync("/setup/users"), await visitor.OpenAsync("/setup"));
        foreach (var webhook in webhooks) await account.Lever.VerifyAsync(webhook);
        var heard = await EventuallyAsync.GetAsync(
            () => visitor.OpenAsync("/setup"), page => !page.Text.Contains("not heard yet", StringComparison.Ordinal), "all webhooks are heard");
        var after = await visitor.OpenAsync("/setup/users");

        Assert.Contains("Nothing has arrived from Lever yet. In Lever, navigate to Settings > Integrations and API > Webhooks, click each toggle to the on (blue) position", made.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Webhook configuration , done", before.Text, StringComparison.Ordinal);
        Assert.Contains("Active, webhooks not heard yet", company.Text, StringComparison.Ordinal);
        Assert.Contains("Webhook configuration , done", after.Text, StringComparison.Ordinal);
        Assert.Contains("Active", heard.Text, StringComparison.Ordinal);
    }

    private static string Field(string name) => $"Tokens[{name}]";

    private static async Task<List<string?>> EventsWithTokenAsync(TestAccount account) =>
        [.. (await account.GetJsonAsync(account.Admin, "connection")).GetProperty("webhooks").GetProperty("events").EnumerateArray()
            .Where(found => found.GetProperty("hasSignatureToken").GetBoolean()).Select(found => found.GetProperty("event").GetString())];

    private async Task<(TestAccount Account, Visitor Visitor)> ConnectedAsync()
    {
        var account = await stack.CreateAccountAsync();
        await account.ConnectAsync();
        return (account, await Visitor.SignedInAsync(account, account.Admin));
    }
}
