namespace AppHost.Local;

internal static class ResourceBuilderExtensions
{
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new()
    {
        var project = new ProjectResource(name, LocalProject.Of(new TProject()));
        ((DistributedApplicationBuilder)builder).Projects.Add(project);
        return new ResourceBuilder<ProjectResource>(project);
    }

    public static IResourceBuilder<ConnectionStringResource> AddConnectionString(
        this IDistributedApplicationBuilder builder, string name, ReferenceExpression connectionStringExpression) =>
        new ResourceBuilder<ConnectionStringResource>(new(name, connectionStringExpression));

    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, Func<string> valueGetter, bool secret = false) =>
        new ResourceBuilder<ParameterResource>(new(name, valueGetter));

    public static IResourceBuilder<ProjectResource> WithReference(
        this IResourceBuilder<ProjectResource> builder, IResourceBuilder<IResourceWithConnectionString> source) =>
        builder.With($"ConnectionStrings__{source.Resource.Name}", source.Resource.ConnectionStringExpression.ToString);

    public static IResourceBuilder<ProjectResource> WithReference(
        this IResourceBuilder<ProjectResource> builder, IResourceBuilder<ProjectResource> source) =>
        builder.With($"services__{source.Resource.Name}__http__0", source.GetEndpoint("http").ToString);

    public static IResourceBuilder<ProjectResource> WithEnvironment(
        this IResourceBuilder<ProjectResource> builder, string name, string? value) =>
        builder.With(name, () => value);

    public static IResourceBuilder<ProjectResource> WithEnvironment(
        this IResourceBuilder<ProjectResource> builder, string name, ReferenceExpression value) =>
        builder.With(name, value.ToString);

    public static IResourceBuilder<ProjectResource> WithEnvironment(
        this IResourceBuilder<ProjectResource> builder, string name, IResourceBuilder<ParameterResource> parameter) =>
        builder.With(name, parameter.Resource.Value);

    public static IResourceBuilder<ProjectResource> WithEndpoint(
        this IResourceBuilder<ProjectResource> builder, string endpointName, Action<EndpointAnnotation> callback)
    {
        callback(builder.Resource.Endpoint);
        return builder;
    }

    public static EndpointReference GetEndpoint(this IResourceBuilder<ProjectResource> builder, string name) => new(builder.Resource);

    /// <summary>Says something to a publisher only: on one machine every endpoint is open to its browser.</summary>
    public static IResourceBuilder<ProjectResource> WithExternalHttpEndpoints(this IResourceBuilder<ProjectResource> builder) => builder;

    public static IResourceBuilder<ProjectResource> WithHttpHealthCheck(this IResourceBuilder<ProjectResource> builder, string path)
    {
        builder.Resource.HealthPath = path;
        return builder;
    }

    public static IResourceBuilder<ProjectResource> WaitFor(
        this IResourceBuilder<ProjectResource> builder, IResourceBuilder<IResource> dependency)
    {
        builder.Resource.WaitsFor.Add(dependency.Resource);
        return builder;
    }

    public static IResourceBuilder<ProjectResource> OnResourceReady(
        this IResourceBuilder<ProjectResource> builder, Func<ProjectResource, ResourceReadyEvent, CancellationToken, Task> callback)
    {
        builder.Resource.WhenReady.Add(callback);
        return builder;
    }

    private static IResourceBuilder<ProjectResource> With(this IResourceBuilder<ProjectResource> builder, string name, Func<string?> value)
    {
        builder.Resource.Environment[name] = value;
        return builder;
    }
}
