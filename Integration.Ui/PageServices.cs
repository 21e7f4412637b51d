using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.ResponseCompression;
using ServiceDefaults;

namespace Integration.Ui;

/// <summary>How the pages are found, who may open them, and how they travel.</summary>
internal static class PageServices
{
    /// <summary>In bytes: an export names its candidates, a few hundred at most, or a filter.</summary>
    private const int LargestForm = 1024 * 1024;

    public static void AddPages(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = LargestForm);
        builder.Services.Configure<RouteOptions>(options => options.LowercaseUrls = true);
        builder.Services.AddRazorPages(options =>
        {
            options.Conventions.AuthorizeFolder("/");
            options.Conventions.AllowAnonymousToPage("/SignIn");
            options.Conventions.AllowAnonymousToPage("/Error");
            if (builder.Environment.IsDevelopment())
                options.Conventions.AllowAnonymousToFolder("/Development");
            else
                options.Conventions.AddFolderRouteModelConvention("/Development", page => page.Selectors.Clear());
        });
        var isSecure = SignInCookie.IsSecure(builder.Configuration);
        var cookies = new PageCookies(isSecure);
        builder.Services.AddSingleton(cookies);
        builder.Services.Configure<CookiePolicyOptions>(options => options.Secure = isSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.None);
        builder.Services.AddAntiforgery(options =>
        {
            options.Cookie.Name = cookies.Form;
            // Without it whoever arrives from another site, such as Lever's consent, gets another one, and every form that is open elsewhere is of no use.
            options.Cookie.SameSite = SameSiteMode.Lax;
        });
        builder.Services.Configure<CookieTempDataProviderOptions>(options => options.Cookie.Name = cookies.Toasts);
        builder.Services.AddResponseCompression(options =>
        {
            options.Providers.Add<BrotliCompressionProvider>();
            options.Providers.Add<GzipCompressionProvider>();
            options.MimeTypes = ["text/html"];
        });
    }
}
