using Integration.Api.Workers;

namespace Integration.Api.Webhooks;

internal static class WebhookSetup
{
    public static void AddWebhooks(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Signal<WebhookWorker>>();
        builder.Services.AddSingleton<WebhookIntake>();
        builder.Services.AddScoped<WebhookInbox>();
        builder.Services.AddScoped<OpportunityReader>();
        builder.Services.AddHostedService<WebhookWorker>();
    }
}
