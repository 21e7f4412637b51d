using Integration.Api.Notes;
using Integration.Api.Workers;
using Microsoft.Extensions.Options;

namespace Integration.Api.Exports;

internal static class ExportSetup
{
    public static void AddExports(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ExportOptions>().BindConfiguration(ExportOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ExportOptions>, ExportOptionsValidator>();
        builder.Services.AddSingleton<Signal<ExportWorker>>();
        builder.Services.AddMemoryCache();
        builder.Services.AddScoped<ExportViews>();
        builder.Services.AddScoped<IdempotencyKeys>();
        builder.Services.AddScoped<ExportPreview>();
        builder.Services.AddScoped<ExportClaim>();
        builder.Services.AddSingleton<Confirmations>();
        builder.Services.AddSingleton<ResumeMemory>();
        builder.Services.AddScoped<ExportRefusals>();
        builder.Services.AddScoped<ExportStep>();
        builder.Services.AddScoped<NoteClaim>();
        builder.Services.AddScoped<NoteStep>();
        builder.Services.AddHostedService<ExportWorker>();
    }
}
