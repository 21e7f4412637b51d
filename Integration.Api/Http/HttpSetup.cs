using System.Text;
using Integration.Api.Access;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using ServiceDefaults;

namespace Integration.Api.Http;

/// <summary>JSON, validation, problems and OpenAPI: what every endpoint relies on.</summary>
internal static class HttpSetup
{
    public static void AddHttp(this WebApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(options => Json.Configure(options.SerializerOptions));
        builder.Services.AddValidation();
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = Problem.AddCode);
        builder.Services.AddExceptionHandler<Failures>();
        builder.AddOpenApiDocument();

        // The wrong type of a body is refused when the body is read: routing would refuse it before it is known who calls.
        builder.Services.Remove(builder.Services.Single(service => service.ImplementationType?.Name == "AcceptsMatcherPolicy"));

        // The bytes as they are: a file's name is told apart from them, where the server would refuse the request without a word.
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.RequestHeaderEncodingSelector = name => name == HeaderNames.ContentDisposition ? Encoding.Latin1 : null);

        // Unreadable input is an exception in every environment, so that one place answers it.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }

    public static void UseHttp(this WebApplication app)
    {
        app.UseAnswerHeaders(app.Services.GetRequiredService<IOptions<PublicUrls>>().Value.Api.Scheme == Uri.UriSchemeHttps, DescriptionPolicy.Write);
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = e => e is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
            SuppressDiagnosticsCallback = context => context.ExceptionHandledBy == ExceptionHandledType.ExceptionHandlerService,
        });
        app.UseStatusCodePages();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<BodyLimits>();
        app.UseMiddleware<Charsets>();
    }
}
