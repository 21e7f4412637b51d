namespace AppHost;

/// <summary>What a deployment is asked for, and a run on a developer's machine knows.</summary>
internal static class Parameters
{
    /// <param name="value">For a run; null where there is none.</param>
    /// <param name="description">Says to who deploys what it is.</param>
    public static IResourceBuilder<ParameterResource> AddSetting(
        this IDistributedApplicationBuilder builder, string name, string? value, string description, bool secret = false) =>
        (builder.ExecutionContext.IsRunMode ? builder.AddParameter(name, () => value ?? "", secret: secret) : builder.AddParameter(name, secret))
        .WithDescription(description);
}
