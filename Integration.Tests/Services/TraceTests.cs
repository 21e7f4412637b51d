using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;
using ServiceDefaults;

namespace Integration.Tests.Services;

/// <summary>What a service tells in traces.</summary>
public sealed class TraceTests
{
    [Theory]
    [InlineData("Npgsql")]
    [InlineData("OpenTelemetry.Instrumentation.StackExchangeRedis")]
    public async Task What_a_store_is_asked_on_nobodys_behalf_is_left_out(string store)
    {
        var told = new Told();
        var builder = WebApplication.CreateBuilder();
        builder.AddServiceDefaults();
        builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddSource(store, told.Source.Name).AddProcessor(new SimpleActivityExportProcessor(told)));
        await using var app = builder.Build();
        app.Services.GetRequiredService<TracerProvider>();
        using var source = new ActivitySource(store);

        source.StartActivity("look for work", ActivityKind.Client)!.Dispose();
        using (told.Source.StartActivity("export")) source.StartActivity("read the candidate", ActivityKind.Client)!.Dispose();

        Assert.Equal(["read the candidate", "export"], told.Names);
    }

    private sealed class Told : BaseExporter<Activity>
    {
        public ActivitySource Source { get; } = new($"{nameof(TraceTests)}-{Guid.NewGuid():N}");

        public List<string> Names { get; } = [];

        public override ExportResult Export(in Batch<Activity> batch)
        {
            // Other tests speak with stores at the same time.
            foreach (var activity in batch)
                if (activity.DisplayName is "look for work" or "read the candidate" or "export") Names.Add(activity.DisplayName);
            return ExportResult.Success;
        }

        protected override void Dispose(bool disposing)
        {
            Source.Dispose();
            base.Dispose(disposing);
        }
    }
}
