using AppHost.Embedded;

namespace AppHost.Containers;

/// <summary>Postgres and Redis in containers, with volumes of this clone's own, and a page for each to look into it.</summary>
internal static class ContainerStores
{
    /// <summary>Null where no runtime runs: a command without its daemon cannot start anything.</summary>
    public static async Task<string?> FindRuntimeAsync(IDistributedApplicationBuilder builder, Settings settings)
    {
        if (builder.ExecutionContext.IsPublishMode) return "the target";
        if (!settings.MayUseContainers) return null;

        foreach (var runtime in new[] { "docker", "podman" })
            if (await AnswersAsync(runtime, "info")) return runtime;
        return null;
    }

    public static async Task<(IResourceBuilder<IResourceWithConnectionString>, IResourceBuilder<IResourceWithConnectionString>)> AddAsync(
        IDistributedApplicationBuilder builder, Settings settings, string runtime)
    {
        // What is published knows no clone.
        var prefix = builder.ExecutionContext.IsPublishMode ? "headhuntr-lever" : settings.NameOfThisClone;
        var (postgresVolume, redisVolume) = ($"{prefix}-postgres", $"{prefix}-redis");

        if (settings.IsFresh && builder.ExecutionContext.IsRunMode)
        {
            await AnswersAsync(runtime, "volume", "rm", "--force", postgresVolume, redisVolume);
            if (Directory.Exists(settings.SandboxFolder)) Directory.Delete(settings.SandboxFolder, recursive: true);
        }

        return (
            builder.AddPostgres("postgres")
                .WithDataVolume(postgresVolume)
                .WithPgWeb(pgWeb => pgWeb.WithExplicitStart())
                .AddDatabase("leverdb"),
            builder.AddRedis("redis")
                .WithDataVolume(redisVolume)
                .WithPersistence()
                .WithRedisInsight(insight => insight.WithExplicitStart()));
    }

    private static async Task<bool> AnswersAsync(string runtime, params string[] arguments)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            return (await ChildProcess.RunAsync(new(runtime, arguments), deadline.Token)).ExitCode == 0;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or OperationCanceledException)
        {
            return false;
        }
    }
}
