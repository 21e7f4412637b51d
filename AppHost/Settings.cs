using AppHost.Embedded;
using Microsoft.Extensions.Configuration;

namespace AppHost;

/// <summary>What a start can be told, by user secrets, the environment or the command line.</summary>
internal sealed record Settings
{
    /// <summary>A switch: without Aspire's dashboard, for CI and scripts.</summary>
    public const string NoDashboard = "--no-dashboard";

    private const string Fresh = "--fresh";
    private const string NoContainers = "--no-containers";

    public required int UiPort { get; init; }

    public required int ApiPort { get; init; }

    public required int LeverPort { get; init; }

    /// <summary>Null where there is no dashboard.</summary>
    public required int? DashboardPort { get; init; }

    public required string PublicUi { get; init; }

    public required string PublicApi { get; init; }

    public required string CookieDomain { get; init; }

    public required string PlatformApiKey { get; init; }

    /// <summary>The OAuth app registered with Lever; null while the sandbox takes Lever's place.</summary>
    public required LeverApp? Lever { get; init; }

    /// <summary>Everything that is kept between starts.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The only folders in which to look for the programs of Postgres; null for the usual ones.</summary>
    public required IReadOnlyList<string>? PostgresPlaces { get; init; }

    /// <summary>False keeps Postgres and Redis embedded where a container runtime runs.</summary>
    public required bool MayUseContainers { get; init; }

    /// <summary>Begin with no data.</summary>
    public required bool IsFresh { get; init; }

    public string RedisFolder => Path.Combine(DataFolder, "redis");

    public string SandboxFolder => Path.Combine(DataFolder, "lever");

    /// <summary>For what is kept outside the clone: no two clones share it.</summary>
    public string NameOfThisClone => CloneName.Of(DataFolder);

    /// <summary>The arguments that are settings with a value: a switch without one would swallow its neighbour.</summary>
    public static string[] WithoutSwitches(string[] args) => [.. args.Where(argument => argument is not (Fresh or NoContainers or NoDashboard))];

    public static Settings From(IDistributedApplicationBuilder builder, string[] args)
    {
        var configuration = builder.Configuration;
        var uiPort = configuration.GetValue("Ports:Ui", 5080);
        var apiPort = configuration.GetValue("Ports:Api", 5081);

        return new()
        {
            UiPort = uiPort,
            ApiPort = apiPort,
            LeverPort = configuration.GetValue("Ports:Lever", 5082),
            DashboardPort = args.Contains(NoDashboard) ? null : configuration.GetValue("Ports:Dashboard", 15080),
            PublicUi = configuration["PublicUrls:Ui"] ?? $"http://localhost:{uiPort}",
            PublicApi = configuration["PublicUrls:Api"] ?? $"http://localhost:{apiPort}",
            CookieDomain = configuration["Cookie:Domain"] ?? "",
            PlatformApiKey = configuration["Platform:ApiKey"] ?? "development-key",
            Lever = LeverApp.From(configuration),
            DataFolder = Path.GetFullPath(configuration["DataFolder"] ?? "../.data", builder.AppHostDirectory),
            PostgresPlaces = configuration["Postgres:Folder"] is { } folder ? [folder] : null,
            MayUseContainers = !args.Contains(NoContainers),
            IsFresh = args.Contains(Fresh),
        };
    }
}

/// <summary>The client that is registered with Lever.</summary>
internal sealed record LeverApp(string ClientId, string ClientSecret)
{
    public static LeverApp? From(IConfiguration configuration) =>
        (configuration["Lever:ClientId"], configuration["Lever:ClientSecret"]) switch
        {
            (null or "", null or "") => null,
            ({ Length: > 0 } id, { Length: > 0 } secret) => new(id, secret),
            (_, null or "") => throw new CannotStartException("There is a Lever:ClientId without a Lever:ClientSecret: give both for Lever itself, or none for the sandbox."),
            _ => throw new CannotStartException("There is a Lever:ClientSecret without a Lever:ClientId: give both for Lever itself, or none for the sandbox."),
        };
}
