using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Integration.Tests.OpenApi;
using Integration.Tests.Stack;
using Integration.Tests.Webhooks;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Integration.Tests.Access;

/// <summary>
/// Random input at every route that is mapped: what the document gives as an example, with something in it replaced, under ids, queries,
/// types and callers of every kind. A route that is added is asked by itself.
/// </summary>
public sealed class RandomInputTests(StackFixture stack)
{
    private const int TurnsPerRoute = 40;

    /// <summary>Values of a path or a query; a NUL in a path is refused by the server itself.</summary>
    private static readonly Gen<string> Value = Any(
        "", "0", "-1", "1", "1000", "9223372036854775808", "x", "a%0D%0Ab", "%F0%9F%98%80", "%FF%FE", "%25", "a%2Fb", "..%2F..", "null", new string('x', 129), new string('x', 2_000));

    /// <summary>Nothing that anybody should send, and nothing that may be more than refused.</summary>
    private static readonly Gen<string> Scalar = Gen.OneOf(
        Any(
            "null", "true", "false", "0", "-1", "1e400", "1.5", "99999999999999999999", "\"\"", "\" \"", "\"\\u0000\"", "\"\\ud800\"", "\"a\\r\\nb\"", "\"\\ud83d\\ude00\"", "\"c-1\"",
            "\"a@b\"", "\"@\"", "\"/\"", "\"//evil.example\"", "\"2026-01-01T00:00:00Z\"", "\"0001-01-01T00:00:00\"", "\"9999-12-31T23:59:59.9999999-14:00\"", "[]", "{}", "[null]", "[[]]",
            $"\"{new string('x', 400)}\"", $"\"{new string('ä', 60_000)}\"", $"{new string('[', 70)}{new string(']', 70)}"),
        Gen.String[Gen.Char.AlphaNumeric, 0, 20].Select(text => $"\"{text}\""));

    private static readonly Gen<string> Query = Gen.Select(
            Any("limit", "after", "search", "stage", "requisitionId", "state", "code", "error", "LIMIT", "%00", "unknown"), Gen.OneOf(Value, Gen.Const("%00"))).Array[0, 3]
        .Select(pairs => pairs.Length == 0 ? "" : $"?{string.Join('&', pairs.Select(pair => $"{pair.Item1}={pair.Item2}"))}");

    private static readonly Gen<string> ContentType = Gen.Frequency(
        (12, Gen.Const("application/json")),
        (4, Any(
            "application/json; charset=utf-16", "application/json; charset=no-such-charset", "application/json; charset=", "application/JSON;charset=\"utf-8\"", "application/problem+json",
            "text/plain", "multipart/form-data", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "*/*", "json", "")));

    [Fact]
    public async Task Random_input_at_every_route_is_never_a_500_and_each_refusal_is_a_problem()
    {
        var (account, other) = (await stack.ActiveAccountAsync(), await stack.ActiveAccountAsync());
        var endpointKey = (await account.PasteTokensAsync()).Segments[^1];
        var export = await account.ExportAsync(new { candidateIds = new[] { "unknown" } });
        var ids = Gen.Frequency((2, Any("c-1", account.UnmappedRecruiter, "1")), (1, Any(export, endpointKey, Guid.NewGuid().ToString())), (1, Value));
        var accounts = Gen.Frequency((8, Gen.Const(account.Id)), (1, Any(other.Id, "unknown")), (1, Value));
        var document = await ApiDocument.ReadAsync(stack);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 }) { BaseAddress = stack.Api };

        foreach (var endpoint in Endpoints())
        {
            var method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Single();
            var isEnd = method == "DELETE" && endpoint.RoutePattern.RawText!.TrimEnd('/').EndsWith("/connection", StringComparison.Ordinal);
            var parameters = endpoint.RoutePattern.Parameters
                .Select(parameter => parameter.Name != "account" ? ids : isEnd ? Any(other.Id, "unknown") : accounts).ToArray();
            var values = parameters.Aggregate(Gen.Const(Array.Empty<string>()), (before, next) => Gen.Select(before, next, (all, one) => (string[])[.. all, one]));
            var body = method == "GET" ? Gen.Const("") : Bodies(document.ExampleOf(method, endpoint.RoutePattern.RawText!));

            await Gen.Select(values, Query, body, ContentType, Callers(account)).SampleAsync(
                async (route, query, text, type, caller) =>
                {
                    using var request = new HttpRequestMessage(new(method), PathOf(endpoint, route) + query);
                    caller(request);
                    if (method != "GET")
                    {
                        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
                        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
                    }

                    await CheckAsync(await http.SendAsync(request));
                },
                iter: TurnsPerRoute, threads: 2, print: turn => $"{method} {PathOf(endpoint, turn.Item1)}{turn.Item2} {turn.Item4}: {turn.Item3}");
        }
    }

    [Fact]
    public async Task Each_value_replaced_by_null_or_by_one_of_another_type_is_never_a_500_and_each_refusal_is_a_problem()
    {
        var account = await stack.ActiveAccountAsync();
        var document = await ApiDocument.ReadAsync(stack);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = stack.Api };
        var asked = 0;

        foreach (var endpoint in Endpoints())
        {
            var method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Single();
            if (method == "GET" || document.ExampleOf(method, endpoint.RoutePattern.RawText!) is not { } example) continue;

            var path = PathOf(endpoint, [.. endpoint.RoutePattern.Parameters.Select(parameter => parameter.Name == "account" ? account.Id : "c-1")]);
            foreach (var value in (string[])["null", "7", "{}", "[]", "[null]"])
            {
                for (var place = 0; place < Write(example, []).Places; place++)
                {
                    var body = Write(example, new() { [place] = value }).Json;
                    using var request = new HttpRequestMessage(new(method), path) { Content = new StringContent(body, mediaType: new("application/json")) };
                    request.Headers.Authorization = new("Bearer", StackFixture.PlatformKey);
                    request.Headers.Add("On-Behalf-Of", account.Admin);

                    await CheckAsync(await http.SendAsync(request), $"{method} {path} {body}");
                    asked++;
                }
            }
        }

        Assert.True(asked > 200, $"{asked} bodies were sent");
    }

    private IEnumerable<RouteEndpoint> Endpoints() => stack.ApiServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<ITagsMetadata>() is not null);

    private static string PathOf(RouteEndpoint endpoint, string[] values)
    {
        var names = endpoint.RoutePattern.Parameters.Select(parameter => parameter.Name).ToList();
        return '/' + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment =>
            segment.Parts[0] is RoutePatternParameterPart parameter ? values[names.IndexOf(parameter.Name)] : ((RoutePatternLiteralPart)segment.Parts[0]).Content));
    }

    /// <summary>The example with up to three of its values replaced or left out, or nothing of the kind.</summary>
    private static Gen<string> Bodies(JsonNode? example)
    {
        var anything = Gen.OneOf(Scalar, Any("", " ", "{", "}", "\u0000", "\ufeff{}", "{\"name\":\"a\"", "nul"));
        if (example is null) return anything;

        var places = Write(example, []).Places;
        var changes = Gen.Select(Gen.Int[0, places - 1], Gen.OneOf(Scalar, Gen.Const((string?)null))).Array[0, 3];
        return Gen.Frequency((1, anything), (6, changes.Select(made => Write(example, made.DistinctBy(one => one.Item1).ToDictionary(one => one.Item1, one => one.Item2)).Json)));
    }

    /// <param name="changes">By the place of a value: what is written there as it is, or null to leave its field out.</param>
    private static (string Json, int Places) Write(JsonNode example, Dictionary<int, string?> changes)
    {
        var place = 0;
        return (WriteNode(example) ?? "", place);

        string? WriteNode(JsonNode? node)
        {
            if (changes.TryGetValue(place++, out var other)) return other;

            return node switch
            {
                JsonObject fields => $"{{{string.Join(',', fields.Select(field => (field.Key, Text: WriteNode(field.Value))).Where(field => field.Text is not null).Select(field => $"\"{field.Key}\":{field.Text}"))}}}",
                JsonArray items => $"[{string.Join(',', items.Select(WriteNode).Where(text => text is not null))}]",
                null => "null",
                _ => node.ToJsonString(),
            };
        }
    }

    private static Gen<Action<HttpRequestMessage>> Callers(TestAccount account) => Gen.Select(
        Gen.Frequency((8, Gen.Const((string?)StackFixture.PlatformKey)), (1, Any<string?>(null, "", "wrong", "a b"))),
        Gen.Frequency((8, Any<string?>(account.Admin, account.Recruiter)), (1, Any<string?>(null, "", "unknown", "not an id", new string('x', 200)))),
        Any<string?>(null, "key-1", " ", "a\tb", new string('k', 101), "ключ"),
        (key, member, idempotencyKey) => (Action<HttpRequestMessage>)(request =>
        {
            if (key is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
            if (member is not null) request.Headers.TryAddWithoutValidation("On-Behalf-Of", member);
            if (idempotencyKey is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        }));

    private static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static async Task CheckAsync(HttpResponseMessage answer, string request = "")
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode < 500, $"{request} {(int)answer.StatusCode}: {text}");
        ProblemAssert.ShowsNothingInside(text);
        if ((int)answer.StatusCode < 400) return;

        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.NotEmpty(JsonSerializer.Deserialize<JsonElement>(text).Text("code"));
    }
}
