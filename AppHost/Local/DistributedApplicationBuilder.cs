using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace AppHost.Local;

internal interface IDistributedApplicationBuilder
{
    ConfigurationManager Configuration { get; }

    DistributedApplicationExecutionContext ExecutionContext { get; }

    string AppHostDirectory { get; }
}

internal interface IResourceBuilder<out T> where T : IResource
{
    T Resource { get; }
}

/// <summary>Without Aspire there is nothing to publish with.</summary>
internal sealed class DistributedApplicationExecutionContext
{
    public bool IsRunMode => !IsPublishMode;

    public bool IsPublishMode { get; init; }
}

internal sealed class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    public DistributedApplicationBuilder(string[] args) => Configuration
        .AddUserSecrets(Assembly.GetExecutingAssembly(), optional: true)
        .AddEnvironmentVariables()
        .AddCommandLine(args);

    public ConfigurationManager Configuration { get; } = new();

    public DistributedApplicationExecutionContext ExecutionContext { get; } = new();

    public string AppHostDirectory { get; } = Path.Combine(LocalProject.SolutionFolder, "AppHost");

    public List<ProjectResource> Projects { get; } = [];

    public DistributedApplication Build() => new(Projects);
}

internal sealed record ResourceBuilder<T>(T Resource) : IResourceBuilder<T> where T : IResource;
