using System.Net;

namespace Integration.Tests.Sandbox;

public sealed class RestartTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lever-sandbox-");

    private string DataFile => Path.Combine(_folder.FullName, "data", "lever.jsonl");

    [Fact]
    public async Task Everything_survives_a_restart_tokens_included()
    {
        SandboxOrganisation.Created created;
        SandboxTokens tokens;
        SandboxLedger before;
        await using (var first = Start())
        {
            var lever = await first.CreateOrganisationAsync(new { name = "Lasting" });
            created = new(lever.Id, lever.Name, lever.SuperAdmin, lever.Users, lever.Postings);
            tokens = await lever.TokensAsync();
            await lever.ChangeRulesAsync(new { creatorFollows = true });
            using var form = new MultipartFormDataContent
            {
                { new StringContent("Ada Example"), "name" },
                { new StringContent(lever.Postings[0].Id), "postings[]" },
                { new ByteArrayContent([1, 2, 3]), "resumeFile", "cv.pdf" },
            };
            await new SandboxApi(lever.Http, tokens.AccessToken).PostAsync($"opportunities?perform_as={lever.SuperAdmin.Id}", form);
            before = await lever.LedgerAsync();
        }

        await using var second = Start();
        var again = new SandboxOrganisation(second.Http, created);
        var after = await again.LedgerAsync();

        Assert.Equivalent(before.Opportunities, after.Opportunities, strict: true);
        await again.ChangeRulesAsync(new { unknownReferenceStatus = 404 });
        var refreshed = await again.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", tokens.RefreshToken!));
        Assert.Equal(HttpStatusCode.OK, refreshed.StatusCode);
    }

    [Fact]
    public async Task A_webhook_that_waits_for_its_next_try_is_sent_after_a_restart()
    {
        await using var receiver = await WebhookReceiver.StartAsync(500);
        await using (var first = Start())
        {
            var lever = await first.CreateOrganisationAsync();
            var api = await lever.AuthorizeAsync();
            var id = (await api.PostAsync($"opportunities?perform_as={lever.SuperAdmin.Id}", new { name = "Ada" })).Data().Text("id");
            await lever.EnableWebhooksAsync();
            await lever.ChangeRulesAsync(new { webhookSpeed = 20 });
            await lever.AddWebhookAsync("candidateStageChange", receiver.Url);
            await lever.MoveAsync(id, "offer");
            await receiver.NextAsync();
            await ControlTests.EventuallyAsync(async () => (await lever.DeliveriesAsync()).Single().Tries.Count == 1);
        }

        Assert.Empty(receiver.Others());
        await using var second = Start();

        Assert.Equal("candidateStageChange", (await receiver.NextAsync()).Event);
    }

    [Fact]
    public async Task A_half_written_last_line_is_left_out()
    {
        await using (var first = Start()) await first.CreateOrganisationAsync(new { name = "Kept" });
        await File.AppendAllTextAsync(DataFile, """{"organisation":"x","table":"us""", TestContext.Current.CancellationToken);

        await using var second = Start();

        Assert.Contains("Kept", await second.Http.GetStringAsync("/sandbox/organisations", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private RunningSandbox Start() => new(("Sandbox:DataFile", DataFile));
}
