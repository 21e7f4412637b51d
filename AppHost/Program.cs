using AppHost;
using AppHost.Commands;
using AppHost.Embedded;

try
{
    var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
    {
        Args = Settings.WithoutSwitches(args),
        AllowUnsecuredTransport = true,
        DashboardApplicationName = "HeadhuntrLever",
        DisableDashboard = args.Contains(Settings.NoDashboard),
    });
    var settings = Settings.From(builder, args);
    if (builder.ExecutionContext.IsRunMode)
    {
        EmbeddedPostgres.EnsureFree(settings.DataFolder);
        await Ports.EnsureFreeAsync(settings);
    }

    builder.AddTerminal(settings);

    var (database, redis) = await builder.AddStoresAsync(settings);

    var api = builder.AddService<Projects.Integration_Api>("api", settings.ApiPort)
        .WithReference(database).WaitFor(database)
        .WithReference(redis).WaitFor(redis)
        .WithEnvironment("Platform__ApiKey", builder.AddSetting("platform-api-key", settings.PlatformApiKey, "What headhuntr.io's backend shows to the platform API.", secret: true))
        .WithUrlForEndpoint("http", _ => new() { Url = "/scalar/v1", DisplayText = "API reference" });

    var ui = builder.AddService<Projects.Integration_Ui>("ui", settings.UiPort)
        .WithReference(api).WaitFor(api)
        .WithReference(redis).WaitFor(redis)
        .WithUrlForEndpoint("http", url => url.DisplayText = "headhuntr.io: sign in as Ada Admin");

    if (settings.Lever is null && builder.ExecutionContext.IsRunMode)
    {
        var lever = builder.AddService<Projects.Lever_Sandbox>("lever", settings.LeverPort)
            .WaitFor(database) // which empties the sandbox too, on a fresh start
            .WithEnvironment("Sandbox__DataFile", Path.Combine(settings.SandboxFolder, "lever.json"))
            .WithUrlForEndpoint("http", url => url.DisplayText = "Lever sandbox")
            .WithSandboxCommands();
        var address = lever.GetEndpoint("http");

        api.WithEnvironment("Lever__ApiUrl", ReferenceExpression.Create($"{address}/v1/"))
            .WithEnvironment("Lever__AuthUrl", ReferenceExpression.Create($"{address}/"))
            .WithEnvironment("Lever__Audience", ReferenceExpression.Create($"{address}/v1/"))
            .WithEnvironment("Lever__ClientId", "sandbox")
            .WithEnvironment("Lever__ClientSecret", "sandbox-secret");
        ui.WaitFor(lever);
        database.WithStartAfresh(redis, [api, ui, lever], settings);
    }
    else
    {
        builder.AddExternalService("lever", "https://api.lever.co/").WithUrl("https://hire.lever.co/", "Lever");
        api.WithEnvironment("Lever__ClientId", builder.AddSetting("lever-client-id", settings.Lever?.ClientId, "Of the OAuth app that is registered with Lever."))
            .WithEnvironment("Lever__ClientSecret", builder.AddSetting("lever-client-secret", settings.Lever?.ClientSecret, "The secret of that app.", secret: true));
        if (builder.ExecutionContext.IsRunMode) database.WithStartAfresh(redis, [api, ui], settings);
    }

    var publicApi = builder.AddSetting("public-api", settings.PublicApi, "The API's public address, without a trailing slash: the OAuth callback and the webhooks' addresses are built from it.");
    var publicUi = builder.AddSetting("public-ui", settings.PublicUi, "The UI's public address, without a trailing slash.");
    var cookieDomain = builder.AddSetting("cookie-domain", settings.CookieDomain, "The common parent of both hosts, when they differ; else empty.");
    foreach (var service in new[] { api, ui })
    {
        service.WithEnvironment("PublicUrls__Api", publicApi)
            .WithEnvironment("PublicUrls__Ui", publicUi)
            .WithEnvironment("Cookie__Domain", cookieDomain);
    }

    ui.OnResourceReady((_, _, _) => Welcome.SayAsync(settings));

    await using var app = builder.Build();
    await app.RunToEndAsync();
    return 0;
}
catch (CannotStartException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
