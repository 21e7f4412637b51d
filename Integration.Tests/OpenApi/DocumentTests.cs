using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Integration.Tests.Access;
using Integration.Tests.Stack;

namespace Integration.Tests.OpenApi;

/// <summary>The document at <c>/openapi/v1.json</c>, held against the routes that there are.</summary>
public sealed partial class DocumentTests(StackFixture stack)
{
    [Fact]
    public async Task Every_route_is_described_and_nothing_else()
    {
        var described = Operations(await DocumentAsync()).Select(found => found.Route).Where(route => !route.Contains("/development/"));

        Assert.Equal(RouteTable.Rows.Select(RouteOf).Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_route_has_a_summary_and_says_who_may_call_it()
    {
        foreach (var (route, operation) in Operations(await DocumentAsync()))
        {
            Assert.True(operation.TryGetProperty("summary", out var summary) && summary.GetString()!.Length > 0, route);
            if (RouteTable.Rows.FirstOrDefault(row => RouteOf(row) == route) is { Caller: not Caller.Anybody })
                Assert.True(operation.TryGetProperty("security", out var security) && security.GetArrayLength() > 0, route);
        }
    }

    [Fact]
    public async Task Every_body_has_an_example()
    {
        var document = await DocumentAsync();
        foreach (var (route, operation) in Operations(document))
        {
            if (operation.TryGetProperty("requestBody", out var body)) HasExample(document, body, $"{route}: body");
            foreach (var answer in operation.GetProperty("responses").EnumerateObject()) HasExample(document, answer.Value, $"{route}: {answer.Name}");
        }

        foreach (var row in RouteTable.Rows.Where(row => row.Body is not null))
            Assert.True(Operations(document).Single(found => found.Route == RouteOf(row)).Operation.TryGetProperty("requestBody", out _), row.ToString());
    }

    [Fact]
    public async Task Every_refusal_is_a_problem_with_its_code()
    {
        foreach (var (route, operation) in Operations(await DocumentAsync()))
        {
            foreach (var answer in operation.GetProperty("responses").EnumerateObject().Where(answer => answer.Name[0] is '4' or '5'))
            {
                var example = answer.Value.GetProperty("content").GetProperty("application/problem+json").GetProperty("example");
                Assert.True(example.Text("code").Length > 0, route);
                Assert.Equal(answer.Name, example.GetProperty("status").GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
        }
    }

    [Fact]
    public async Task What_the_routes_answer_is_what_is_described()
    {
        var operations = Operations(await DocumentAsync()).ToDictionary(found => found.Route, found => found.Operation.GetProperty("responses"));
        foreach (var row in RouteTable.Rows)
        {
            List<int> answers = [row.Status];
            if (row.Caller != Caller.Anybody) answers.Add(401);
            if (row.Caller is Caller.Admin or Caller.Mapped or Caller.MappedOrAdmin) answers.Add(403);
            if (row.Caller is Caller.Member or Caller.Admin or Caller.Mapped or Caller.MappedOrAdmin) answers.Add(404);
            if (row.Body is not null) answers.AddRange([400, 413]);
            foreach (var status in answers)
                Assert.True(operations[RouteOf(row)].TryGetProperty($"{status}", out _), $"{row} answers {status}, which is not described.");
        }
    }

    [Fact]
    public async Task There_is_a_page_to_read_it()
    {
        using var browser = new HttpClient { BaseAddress = stack.Api };

        var page = await browser.GetAsync("/scalar/v1");

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
    }

    private async Task<JsonElement> DocumentAsync()
    {
        using var anybody = new HttpClient { BaseAddress = stack.Api };
        return await (await anybody.GetAsync("/openapi/v1.json")).JsonAsync();
    }

    private static IEnumerable<(string Route, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select ($"{operation.Name.ToUpperInvariant()} {path.Name.TrimEnd('/')}", operation.Value);

    private static void HasExample(JsonElement document, JsonElement described, string what)
    {
        if (!described.TryGetProperty("content", out var content)) return;

        foreach (var media in content.EnumerateObject().Select(media => media.Value))
        {
            if (media.TryGetProperty("example", out _)) continue;

            var schema = media.GetProperty("schema");
            while (schema.TryGetProperty("$ref", out var reference))
                schema = reference.GetString()!.Split('/').Skip(1).Aggregate(document, (json, part) => json.GetProperty(part));
            while (!schema.TryGetProperty("examples", out _) && schema.TryGetProperty("oneOf", out var either))
            {
                schema = either.EnumerateArray().Last();
                while (schema.TryGetProperty("$ref", out var reference))
                    schema = reference.GetString()!.Split('/').Skip(1).Aggregate(document, (json, part) => json.GetProperty(part));
            }

            Assert.True(schema.TryGetProperty("examples", out _), $"{what}: {schema}");
        }
    }

    private static string RouteOf(RouteRow row) => $"{row.Method} {Constraint().Replace(row.Pattern, "}")}";

    [GeneratedRegex(@":\w+\}")]
    private static partial Regex Constraint();
}
