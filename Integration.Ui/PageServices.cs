using Integration.Ui.Parts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.ResponseCompression;

namespace Integration.Ui;

/// <summary>How the pages are found, who may open them, and how they travel.</summary>
internal static class PageServices
{
    public static void AddPages(this WebApplicationBuilder builder)
    {
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
        builder.Services.AddAntiforgery(options => options.Cookie.Name = "headhuntr-form");
        builder.Services.Configure<CookieTempDataProviderOptions>(options => options.Cookie.Name = Toasts.Cookie);
        builder.Services.AddResponseCompression(options =>
        {
            options.Providers.Add<BrotliCompressionProvider>();
            options.Providers.Add<GzipCompressionProvider>();
            options.MimeTypes = ["text/html"];
        });
    }
}
