using AppHost;
using AppHost.Embedded;

try
{
    var builder = DistributedApplication.CreateBuilder(Settings.WithoutSwitches(args));
    var settings = Settings.From(builder, args);
    if (builder.ExecutionContext.IsRunMode) await Ports.EnsureFreeAsync(settings);

    var (database, redis) = await builder.AddStoresAsync(settings);

    var api = builder.AddProject<Projects.Integration_Api>("api")
        .WithEndpoint("http", http => http.Port = settings.ApiPort)
        .WithReference(database).WaitFor(database)
        .WithReference(redis).WaitFor(redis)
        .WithEnvironment("Platform__ApiKey", builder.AddParameter("platform-api-key", () => settings.PlatformApiKey, secret: true))
        .WithExternalHttpEndpoints()
        .WithHttpHealthCheck("/health");

    var ui = builder.AddProject<Projects.Integration_Ui>("ui")
        .WithEndpoint("http", http => http.Port = settings.UiPort)
        .WithReference(api).WaitFor(api)
        .WithReference(redis).WaitFor(redis)
        .WithExternalHttpEndpoints()
        .WithHttpHealthCheck("/health");

    if (settings.Lever is not null || builder.ExecutionContext.IsPublishMode)
    {
        api.WithEnvironment("Lever__ClientId", builder.AddParameter("lever-client-id", () => settings.Lever!.ClientId))
            .WithEnvironment("Lever__ClientSecret", builder.AddParameter("lever-client-secret", () => settings.Lever!.ClientSecret, secret: true));
    }
    else
    {
        var sandbox = builder.AddProject<Projects.Lever_Sandbox>("lever")
            .WithEndpoint("http", http => http.Port = settings.LeverPort)
            .WithEnvironment("Sandbox__DataFile", Path.Combine(settings.SandboxFolder, "lever.json"))
            .WithExternalHttpEndpoints()
            .WithHttpHealthCheck("/health");
        var address = sandbox.GetEndpoint("http");

        api.WithEnvironment("Lever__ApiUrl", ReferenceExpression.Create($"{address}/v1/"))
            .WithEnvironment("Lever__AuthUrl", ReferenceExpression.Create($"{address}/"))
            .WithEnvironment("Lever__Audience", ReferenceExpression.Create($"{address}/v1/"))
            .WithEnvironment("Lever__ClientId", "sandbox")
            .WithEnvironment("Lever__ClientSecret", "sandbox-secret");
        ui.WaitFor(sandbox);
    }

    foreach (var service in new[] { api, ui })
    {
        service.WithEnvironment("PublicUrls__Api", settings.PublicApi)
            .WithEnvironment("PublicUrls__Ui", settings.PublicUi)
            .WithEnvironment("Cookie__Domain", settings.CookieDomain);
    }

    ui.OnResourceReady((_, _, _) => Welcome.SayAsync(settings));

    builder.Build().Run();
    return 0;
}
catch (CannotStartException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
