using System.Globalization;

namespace AppHost.Local;

// The words of Aspire's app model that Program.cs uses, with as much behind each as a start on one machine needs.

internal interface IResource
{
    string Name { get; }
}

internal interface IResourceWithConnectionString : IResource
{
    ReferenceExpression ConnectionStringExpression { get; }
}

/// <summary>A store that runs already.</summary>
internal sealed record ConnectionStringResource(string Name, ReferenceExpression ConnectionStringExpression) : IResourceWithConnectionString;

internal sealed record ParameterResource(string Name, Func<string> Value) : IResource;

/// <summary>A service of this solution, started as a process of its own.</summary>
internal sealed class ProjectResource(string name, LocalProject project) : IResource
{
    public string Name { get; } = name;

    public LocalProject Project { get; } = project;

    public EndpointAnnotation Endpoint { get; } = new() { Port = project.Port };

    /// <summary>Values are read when the service starts: they may speak of endpoints that are described later.</summary>
    public Dictionary<string, Func<string?>> Environment { get; } = [];

    public HashSet<IResource> WaitsFor { get; } = [];

    public string? HealthPath { get; set; }

    public List<Func<ProjectResource, ResourceReadyEvent, CancellationToken, Task>> WhenReady { get; } = [];
}

internal sealed class EndpointAnnotation
{
    public int? Port { get; set; }
}

/// <summary>Where a service answers, known when it is written out.</summary>
internal sealed record EndpointReference(ProjectResource Resource)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"http://localhost:{Resource.Endpoint.Port}");
}

/// <summary>A text whose parts are known when it is written out.</summary>
internal sealed record ReferenceExpression(FormattableString Text)
{
    public static ReferenceExpression Create(FormattableString text) => new(text);

    public override string ToString() => FormattableString.Invariant(Text);
}

internal sealed record ResourceReadyEvent(IResource Resource);
