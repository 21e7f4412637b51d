using Integration.Api.Access;
using Integration.Api.Accounts;
using Integration.Api.Connections;
using Integration.Api.Data;
using Integration.Api.Development;
using Integration.Api.Exports;
using Integration.Api.Http;
using Integration.Api.Lever;
using Integration.Api.LeverLists;
using Integration.Api.Platform;
using Integration.Api.Settings;
using Integration.Api.UserMappings;
using Integration.Api.Webhooks;
using Scalar.AspNetCore;
using ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
if (builder.LacksSettings("ConnectionStrings:leverdb", "ConnectionStrings:redis", "Lever:ClientId", "Lever:ClientSecret")
    || (builder.Environment.IsProduction() && (builder.LacksSettings("Platform:ApiKey", "PublicUrls:Api", "PublicUrls:Ui") || builder.HasWeakPlatformKey())))
{
    return 1;
}

builder.AddServiceDefaults();
builder.AddIntegrationDatabase<IntegrationDbContext>();
builder.Services.AddHostedService<Housekeeping>();
builder.AddIntegrationRedis();
builder.Services.AddSingleton<BriefRedis>();
builder.AddIntegrationKeyMaker<IntegrationDbContext>();
builder.AddHttp();
builder.AddAccess();
builder.AddPlatform();
builder.AddLever();
builder.AddConnections();
builder.AddExports();
builder.AddWebhooks();
builder.AddDevelopment();

var app = builder.Build();
await app.MigrateAsync();

app.UseHttp();
app.MapDefaultEndpoints();
app.MapOpenApi().AllowAnonymous();
app.MapScalarApiReference(page => page.WithNonce().DisableDefaultFonts().DisableAgent().DisableMcp().DisableTelemetry()).AllowAnonymous();

app.MapPlatform();
app.MapSignIn();
app.MapAccounts();
app.MapConnection();
app.MapOAuthCallback();
app.MapUserMappings();
app.MapLeverLists();
app.MapExports();
app.MapWebhooks();
app.MapWebhookTokens();
app.MapDeliveries();
app.MapSettings();
app.MapDevelopment();

app.Run();
return 0;
