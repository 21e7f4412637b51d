using Lever.Sandbox;
using Lever.Sandbox.Api;
using Lever.Sandbox.Contacts;
using Lever.Sandbox.Control;
using Lever.Sandbox.Files;
using Lever.Sandbox.Notes;
using Lever.Sandbox.OAuth;
using Lever.Sandbox.Opportunities;
using Lever.Sandbox.Organisations;
using Lever.Sandbox.Pages;
using Lever.Sandbox.Postings;
using Lever.Sandbox.Requisitions;
using Lever.Sandbox.Stages;
using Lever.Sandbox.State;
using Lever.Sandbox.Users;
using Lever.Sandbox.Webhooks;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using ServiceDefaults;

const long MaxRequestBytes = 40 * 1024 * 1024;

var builder = WebApplication.CreateBuilder(args);

// The style sheet is found wherever the sandbox is started from; outside Development this is not done by itself.
builder.WebHost.UseStaticWebAssets();
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Limits.MaxRequestBodySize = MaxRequestBytes;
});
builder.Services.Configure<FormOptions>(form => form.MultipartBodyLengthLimit = MaxRequestBytes);
builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Converters.Add(new TextsConverter()));
builder.Services.Configure<SandboxOptions>(builder.Configuration.GetSection(SandboxOptions.Section));

builder.AddServiceDefaults();
builder.Services.AddSingleton<Journal>();
builder.Services.AddHostedService(services => services.GetRequiredService<Journal>());
builder.Services.AddSingleton<WebhookQueue>();
builder.Services.AddSingleton<WebhookHttp>();
builder.Services.AddSingleton<Registrations>();
builder.Services.AddSingleton<LeverState>();
builder.Services.AddHostedService<WebhookSender>();
builder.Services.AddSingleton<Authentication>();
builder.Services.AddSingleton<AccessTokens>();
builder.Services.AddSingleton<AuthorizationCodes>();
builder.Services.AddSingleton<TokenIssuer>();
// Tests and scripts post the same forms as people do, and there is nothing here to protect.
builder.Services.AddRazorPages(pages => pages.Conventions.ConfigureFilter(new IgnoreAntiforgeryTokenAttribute()));
builder.Services.AddHttpContextAccessor();
builder.Services.AddScoped(services => Viewer.Of(
    services.GetRequiredService<IHttpContextAccessor>().HttpContext!, services.GetRequiredService<LeverState>()));

var app = builder.Build();

// The kept state is read before the first request, not by it.
app.Services.GetRequiredService<LeverState>();

app.UseMiddleware<SandboxErrors>();
app.UseMiddleware<EuRegion>();
app.UseStatusCodePagesWithReExecute("/not-found");
app.UseRouting();
app.UseStaticFiles();
app.UseWhen(context => context.Request.Path.StartsWithSegments("/v1"), api => api.UseMiddleware<LeverApi>());

app.MapDefaultEndpoints();
app.MapRazorPages();
app.MapTokens();

var control = app.MapGroup("/sandbox");
control.MapOrganisations();
control.MapControl();
control.MapPeople();
control.MapWebhookControl();

var v1 = app.MapGroup("/v1");
v1.MapApplications();
v1.MapApply();
v1.MapContacts();
v1.MapFiles();
v1.MapLabels();
v1.MapNotes();
v1.MapOpportunities();
v1.MapOpportunityChanges();
v1.MapPostings();
v1.MapRequisitions();
v1.MapStages();
v1.MapUsers();
v1.MapWebhooks();

app.Run();
