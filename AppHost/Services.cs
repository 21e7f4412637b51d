using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AppHost;

/// <summary>What the services of this solution have in common.</summary>
internal static class Services
{
    /// <param name="port">On localhost; the service itself listens there.</param>
    public static IResourceBuilder<ProjectResource> AddService<TProject>(this IDistributedApplicationBuilder builder, string name, int port)
        where TProject : IProjectMetadata, new()
    {
        var service = builder.AddProject<TProject>(name)
            .WithEndpoint("http", http =>
            {
                // A proxy would take connections before the service listens, and keep them waiting.
                (http.Port, http.TargetPort, http.IsProxied) = (port, port, false);
            })
            .WithExternalHttpEndpoints()
            .WithoutHttpsCertificate();
        builder.Services.AddHealthChecks().AddCheck($"{name}-answers", new Answers(service.GetEndpoint("http")));
        service.WithHealthCheck($"{name}-answers");
        if (!builder.ExecutionContext.IsRunMode) return service;

        foreach (var (key, value) in RunSettings) service.WithEnvironment(key, value);
        return service.WithoutTelemetryForNobody().AsBuilt().OnResourceStopped((ended, e, ct) => Terminal.Of(e.Services).TellEndAsync(ended, e, ct));
    }

    /// <summary>What Aspire sets for a run on a developer's machine, put right.</summary>
    private static readonly (string Key, string Value)[] RunSettings =
    [
        // At the end the dashboard is gone first: what cannot be sent to it is not tried again.
        ("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", ""),
        // What a request that is not traced does, as a health check, is not traced either.
        ("OTEL_TRACES_SAMPLER", "parentbased_always_on"),
        // Queries hold e-mail addresses and one-time tokens, and traces are looked at by whoever is near.
        ("OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION", "false"),
        ("OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION", "false"),
    ];

    /// <summary>Without a dashboard Aspire names the port that one would have by default, and whoever listens there would be told everything.</summary>
    private static IResourceBuilder<ProjectResource> WithoutTelemetryForNobody(this IResourceBuilder<ProjectResource> service) => service.WithEnvironment(context =>
    {
        if (service.ApplicationBuilder.Configuration[TerminalExtensions.OtlpEndpoint] is null) context.EnvironmentVariables.Remove("OTEL_EXPORTER_OTLP_ENDPOINT");
    });

    /// <summary>
    /// Starts the program that the build left beside the AppHost: a <c>dotnet run</c> around each service takes three seconds of processor time
    /// and 85 MiB. <c>dotnet watch</c> needs its own command, and a debugger brings one.
    /// </summary>
    private static IResourceBuilder<ProjectResource> AsBuilt(this IResourceBuilder<ProjectResource> service)
    {
        var project = Path.GetFileNameWithoutExtension(service.Resource.GetProjectMetadata().ProjectPath);
        // artifacts/bin/AppHost/debug
        var output = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var program = Path.GetFullPath($"../../{project}/{Path.GetFileName(output)}/{project}{(OperatingSystem.IsWindows() ? ".exe" : "")}", output);

        return service.ApplicationBuilder.Configuration.GetValue<bool>("DOTNET_WATCH") || !File.Exists(program)
            ? service
            : service.WithAnnotation(new ExecutableAnnotation
            {
                Command = program,
                WorkingDirectory = Path.GetDirectoryName(service.Resource.GetProjectMetadata().ProjectPath)!,
            });
    }
}
