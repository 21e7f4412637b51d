using System.Net.Http.Json;

namespace AppHost.Commands;

/// <summary>The dashboard's commands for what goes wrong at Lever; all of them concern the demo's Lever.</summary>
internal static class SandboxCommands
{
    public const string FailCalls = "fail-calls";
    public const string LoseDeliveries = "lose-deliveries";
    public const string Revoke = "revoke";
    public const string Recover = "recover";

    public static IResourceBuilder<ProjectResource> WithSandboxCommands(this IResourceBuilder<ProjectResource> lever) => lever
        .WithHttpCommand("/sandbox/faults", "Fail the next calls", commandName: FailCalls, commandOptions: new()
        {
            Description = "Lever answers the next calls of its API badly, late or not at all.",
            IconName = "PlugDisconnected",
            IsHighlighted = true,
            Method = HttpMethod.Put,
            Arguments =
            [
                new()
                {
                    Name = "kind", Label = "How", InputType = InputType.Choice, Required = true, Value = "500",
                    Options =
                    [
                        new("500", "Server error (500)"), new("429", "Too many requests (429)"), new("403", "Forbidden (403)"),
                        new("delay", "Late, by five seconds"), new("cut-before", "Connection cut before the work"), new("cut-after", "Connection cut after the work"),
                    ],
                },
                new() { Name = "times", Label = "How many calls", InputType = InputType.Number, Required = true, Value = "5" },
            ],
            PrepareRequest = context =>
            {
                var (kind, times) = (context.Arguments.GetString("kind"), context.Arguments.GetInt32("times"));
                context.Request.Content = JsonContent.Create(new { kind, times, path = "/v1", method = "*", delayMs = kind == "delay" ? 5_000 : 0 });
                return Task.CompletedTask;
            },
        })
        .WithHttpCommand("/sandbox/rules", "Lose webhook deliveries", commandName: LoseDeliveries, commandOptions: new()
        {
            Description = "Webhooks are not delivered, and Lever does not notice.",
            IconName = "MailDismiss",
            Method = HttpMethod.Put,
            Arguments = [new() { Name = "percent", Label = "Per cent of them, chosen at random", InputType = InputType.Number, Required = true, Value = "100" }],
            PrepareRequest = context => PutAsync(context, new { losesWebhooks = context.Arguments.GetInt32("percent") / 100.0 }),
        })
        .WithHttpCommand("/sandbox/authorized-apps/revoke", "Revoke access", commandName: Revoke, commandOptions: new()
        {
            Description = "As a Super Admin does under Settings, Integrations and API, Authorized Apps.",
            ConfirmationMessage = "Lever stops accepting what it gave this application. Revoke access?",
            IconName = "KeyReset",
            Method = HttpMethod.Post,
        })
        .WithHttpCommand("/sandbox/rules", "Recover", commandName: Recover, commandOptions: new()
        {
            Description = "No more deliveries are lost and no more calls fail.",
            IconName = "HeartPulse",
            Method = HttpMethod.Put,
            PrepareRequest = async context =>
            {
                using var gone = await context.HttpClient.DeleteAsync(new Uri(new Uri(context.Endpoint.Url), "/sandbox/faults"), context.CancellationToken);
                gone.EnsureSuccessStatusCode();
                await PutAsync(context, new { losesWebhooks = 0 });
            },
        });

    private static Task PutAsync(HttpCommandRequestContext context, object body)
    {
        context.Request.Content = JsonContent.Create(body);
        return Task.CompletedTask;
    }
}
