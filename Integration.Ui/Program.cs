using Integration.Ui;
using ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddIntegrationRedis();
builder.AddIntegrationKeys();
builder.AddSessions();
builder.AddIntegrationApi();
builder.AddPages();

var app = builder.Build();

app.UseExceptionHandler("/error");
app.UseStatusCodePagesWithReExecute("/error", "?status={0}");
app.UseAnswerHeaders(SignInCookie.IsSecure(app.Configuration), SecurityHeaders.Write);
app.UseCookiePolicy();
app.UseResponseCompression();
app.UseAuthentication();
app.UseAuthorization();

app.MapDefaultEndpoints();
app.MapStaticAssets().AllowAnonymous();
app.MapRazorPages().WithStaticAssets();

app.Run();
