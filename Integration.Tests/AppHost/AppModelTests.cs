using AppHost.Embedded;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Integration.Tests.AppHost;

/// <summary>What is started, of what, with what and after what, as the model has it.</summary>
public sealed class AppModelTests(AppModel model) : IClassFixture<AppModel>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void A_start_has_the_services_their_stores_and_a_sandbox_in_Levers_place()
    {
        var kinds = model.Resources.ToLookup(resource => resource.GetType(), resource => resource.Name);

        Assert.Equal(["api", "lever", "ui"], kinds[typeof(ProjectResource)].Order());
        Assert.Equal(["leverdb", "redis"], kinds[typeof(EmbeddedServer)].Order());
        Assert.Equal(["cookie-domain", "platform-api-key", "public-api", "public-ui"], kinds[typeof(ParameterResource)].Order());
        Assert.Empty(model.Resources.OfType<ContainerResource>());
    }

    [Theory]
    [InlineData("api", "leverdb", "redis")]
    [InlineData("ui", "api", "lever", "redis")]
    [InlineData("lever", "leverdb")]
    public void A_service_waits_until_what_it_needs_is_healthy(string service, params string[] needs)
    {
        var waits = model.Resources.Named(service).Annotations.OfType<WaitAnnotation>().ToList();

        Assert.Equal(needs, waits.Select(wait => wait.Resource.Name).Order());
        Assert.All(waits, wait => Assert.Equal(WaitType.WaitUntilHealthy, wait.WaitType));
    }

    [Fact]
    public void Everything_that_is_waited_for_is_asked_for_its_health()
    {
        var waitedFor = model.Resources.SelectMany(resource => resource.Annotations).OfType<WaitAnnotation>().Select(wait => wait.Resource);

        Assert.All(waitedFor.Concat(model.Resources.OfType<ProjectResource>()), resource => Assert.Single(resource.Annotations.OfType<HealthCheckAnnotation>()));
    }

    [Fact]
    public async Task The_api_is_told_where_its_stores_and_the_sandbox_are()
    {
        var environment = await model.Resources.Named("api").EnvironmentAsync();

        Assert.Equal("{leverdb.connectionString}", environment["ConnectionStrings__leverdb"]);
        Assert.Equal("{redis.connectionString}", environment["ConnectionStrings__redis"]);
        Assert.Equal("{platform-api-key.value}", environment["Platform__ApiKey"]);
        Assert.Equal("{lever.bindings.http.url}/v1/", environment["Lever__ApiUrl"]);
        Assert.Equal("{lever.bindings.http.url}/", environment["Lever__AuthUrl"]);
        Assert.Equal("sandbox", environment["Lever__ClientId"]);
        AssertKnowsItsPublicAddresses(environment);
    }

    [Fact]
    public async Task The_ui_is_told_where_the_api_and_redis_are_and_nothing_of_the_database_or_the_key()
    {
        var environment = await model.Resources.Named("ui").EnvironmentAsync();

        Assert.Equal("{api.bindings.http.url}", environment["services__api__http__0"]);
        Assert.Equal("{redis.connectionString}", environment["ConnectionStrings__redis"]);
        Assert.DoesNotContain("ConnectionStrings__leverdb", environment.Keys);
        Assert.DoesNotContain("Platform__ApiKey", environment.Keys);
        AssertKnowsItsPublicAddresses(environment);
    }

    [Theory]
    [InlineData("api")]
    [InlineData("ui")]
    [InlineData("lever")]
    public async Task No_trace_shows_the_query_of_an_address(string service)
    {
        var environment = await model.Resources.Named(service).EnvironmentAsync();

        Assert.Equal("false", environment["OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION"]);
        Assert.Equal("false", environment["OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION"]);
    }

    [Fact]
    public void Each_parameter_says_what_it_is_and_only_secrets_are_hidden()
    {
        var parameters = model.Resources.OfType<ParameterResource>().ToList();

        Assert.All(parameters, parameter => Assert.False(string.IsNullOrWhiteSpace(parameter.Description), parameter.Name));
        Assert.Equal(["platform-api-key"], parameters.Where(parameter => parameter.Secret).Select(parameter => parameter.Name));
    }

    /// <summary>Each of them is run in <see cref="AppRunTests"/>.</summary>
    [Fact]
    public void The_dashboard_offers_to_start_afresh_and_what_can_go_wrong_at_Lever()
    {
        var commands = model.Resources.SelectMany(resource => resource.Annotations.OfType<ResourceCommandAnnotation>().Select(command => (On: resource.Name, Is: command)))
            .Where(command => command.On is "lever" or "leverdb").ToList();

        Assert.Equal(
            ["lever: fail-calls", "lever: lose-deliveries", "lever: recover", "lever: revoke", "leverdb: start-afresh"],
            commands.Select(command => $"{command.On}: {command.Is.Name}").Order());
        Assert.All(commands, command => Assert.NotNull(command.Is.IconName));
        Assert.Equal(["revoke", "start-afresh"], commands.Where(command => command.Is.ConfirmationMessage is not null).Select(command => command.Is.Name).Order());
    }

    [Fact]
    public async Task With_a_client_of_Lever_itself_that_is_what_the_api_shows_and_there_is_no_sandbox()
    {
        await using var itself = await AppModel.BuilderAsync(Path.Combine(Path.GetTempPath(), $"headhuntr-apphost-{Guid.NewGuid():N}"), "--Lever:ClientId=one", "--Lever:ClientSecret=two");

        Assert.Equal(["api", "ui"], itself.Resources.OfType<ProjectResource>().Select(service => service.Name).Order());
        Assert.Equal("https://api.lever.co/", Assert.IsType<ExternalServiceResource>(itself.Resources.Named("lever")).Uri?.ToString());
        var environment = await itself.Resources.Named("api").EnvironmentAsync();
        Assert.Equal("{lever-client-id.value}", environment["Lever__ClientId"]);
        Assert.Equal("{lever-client-secret.value}", environment["Lever__ClientSecret"]);
        Assert.DoesNotContain("Lever__ApiUrl", environment.Keys);
        Assert.Equal("one", await ((ParameterResource)itself.Resources.Named("lever-client-id")).GetValueAsync(Ct));
        Assert.Equal("two", await ((ParameterResource)itself.Resources.Named("lever-client-secret")).GetValueAsync(Ct));
    }

    private static void AssertKnowsItsPublicAddresses(IReadOnlyDictionary<string, string> environment)
    {
        Assert.Equal("{public-api.value}", environment["PublicUrls__Api"]);
        Assert.Equal("{public-ui.value}", environment["PublicUrls__Ui"]);
        Assert.Equal("{cookie-domain.value}", environment["Cookie__Domain"]);
    }
}
