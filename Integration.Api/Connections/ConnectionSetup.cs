using Integration.Api.Access;

namespace Integration.Api.Connections;

internal static class ConnectionSetup
{
    public static void AddConnections(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<PublicUrls>().BindConfiguration(PublicUrls.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<TokenCache>();
        builder.Services.AddSingleton<AccessTokens>();
        builder.Services.AddScoped<Authorizations>();
        builder.Services.AddScoped<ConnectionViews>();
        builder.Services.AddHostedService<ConnectionKeeper>();
    }
}
