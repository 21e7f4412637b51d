using System.Text.Json;
using System.Text.Json.Nodes;
using Integration.Api.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Integration.Api.Http;

/// <summary>The document that describes every route: who may call it, what it may answer, and how that looks.</summary>
internal static class OpenApi
{
    private const string Key = "platform-key";
    private const string Cookie = "cookie";

    public static void AddOpenApiDocument(this WebApplicationBuilder builder) => builder.Services.AddOpenApi(options => options
        .AddDocumentTransformer(DescribeAsync)
        .AddOperationTransformer(AddAnswersAsync)
        .AddSchemaTransformer(AddExampleAsync));

    private static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Info = new()
        {
            Title = "headhuntr.io for Lever",
            Version = "v1",
            Description = "Errors are RFC 9457 problem details with a stable `code`. Lists are `{items, next?}`, read on with `after` and `limit`.",
        };
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Key] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "The host product's key; on behalf of a member with the header On-Behalf-Of.",
            },
            [Cookie] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Cookie,
                Name = ServiceDefaults.SignInCookie.NameIn(context.ApplicationServices.GetRequiredService<IConfiguration>()),
                Description = "The sign-in cookie of the UI; a mutation needs the Origin of the UI or the API.",
            },
        };
        return Task.CompletedTask;
    }

    private static Task AddAnswersAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var method = context.Description.HttpMethod!;
        var route = $"{method} /{context.Description.RelativePath!.TrimEnd('/')}";
        var policy = context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().LastOrDefault()?.Policy;

        operation.Responses ??= [];
        operation.Responses.Remove("default");
        if (Answers.Body(route) is { } body) operation.RequestBody = body;
        if (Answers.Success(route) is { } success) operation.Responses = new() { [success.Status] = new OpenApiResponse { Description = success.Description } };
        foreach (var (status, codes) in Answers.Refusals(route, policy, method != "GET", operation.RequestBody is not null, operation.Parameters is { Count: > 0 }))
            operation.Responses[status.ToString(System.Globalization.CultureInfo.InvariantCulture)] = Refusal(status, codes);

        if (policy is null) return Task.CompletedTask;

        operation.Security = [];
        if (policy != AccessPolicies.SignedIn) operation.Security.Add(Requirement(Key, context));
        if (policy != AccessPolicies.Platform) operation.Security.Add(Requirement(Cookie, context));
        if (policy is not (AccessPolicies.Platform or AccessPolicies.SignedIn))
        {
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = "On-Behalf-Of",
                In = ParameterLocation.Header,
                Description = "With the platform key: the id of the member on whose behalf the call is made.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }

        return Task.CompletedTask;
    }

    private static OpenApiSecurityRequirement Requirement(string scheme, OpenApiOperationTransformerContext context) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] };

    private static OpenApiResponse Refusal(int status, string[] codes) => new()
    {
        Description = string.Join(", ", codes.Select(code => $"`{code}`")),
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/problem+json"] = new()
            {
                Example = new JsonObject
                {
                    ["title"] = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status),
                    ["status"] = status,
                    ["code"] = codes[0],
                },
            },
        },
    };

    private static Task AddExampleAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        var type = context.JsonTypeInfo.Type;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>)) schema.Type = JsonSchemaType.String | JsonSchemaType.Null;
        if (Examples.Of.TryGetValue(type, out var example)) schema.Examples = [JsonSerializer.SerializeToNode(example, Json.Options)!];
        return Task.CompletedTask;
    }
}
