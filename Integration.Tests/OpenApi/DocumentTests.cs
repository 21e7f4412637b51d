using Alba;
using Integration.Tests.Access;
using Integration.Tests.Stack;

namespace Integration.Tests.OpenApi;

/// <summary>The document at <c>/openapi/v1.json</c>, held against the routes that there are.</summary>
public sealed class DocumentTests(StackFixture stack)
{
    [Fact]
    public async Task Every_route_is_described_and_nothing_else()
    {
        var described = (await ApiDocument.ReadAsync(stack)).Operations().Select(found => found.Route).Where(route => !route.Contains("/development/"));

        Assert.Equal(RouteTable.Rows.Select(RouteOf).Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_route_has_a_summary_and_says_who_may_call_it()
    {
        foreach (var (route, operation) in (await ApiDocument.ReadAsync(stack)).Operations())
        {
            Assert.True(operation.TryGetProperty("summary", out var summary) && summary.GetString()!.Length > 0, route);
            if (RouteTable.Rows.FirstOrDefault(row => RouteOf(row) == route) is { Caller: not Caller.Anybody })
                Assert.True(operation.TryGetProperty("security", out var security) && security.GetArrayLength() > 0, route);
        }
    }

    [Fact]
    public async Task Every_body_has_an_example()
    {
        var document = await ApiDocument.ReadAsync(stack);
        foreach (var (route, operation) in document.Operations())
        {
            if (operation.TryGetProperty("requestBody", out var body)) Assert.True(document.ExampleIn(body) is not null, $"{route}: body");
            foreach (var answer in operation.GetProperty("responses").EnumerateObject().Where(answer => answer.Value.TryGetProperty("content", out _)))
                Assert.True(document.ExampleIn(answer.Value) is not null, $"{route}: {answer.Name}");
        }

        foreach (var row in RouteTable.Rows.Where(row => row.Body is not null))
            Assert.True(document.Operations().Single(found => found.Route == RouteOf(row)).Operation.TryGetProperty("requestBody", out _), row.ToString());
    }

    [Fact]
    public async Task Every_refusal_is_a_problem_with_its_code()
    {
        foreach (var (route, operation) in (await ApiDocument.ReadAsync(stack)).Operations())
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
        var operations = (await ApiDocument.ReadAsync(stack)).Operations().ToDictionary(found => found.Route, found => found.Operation.GetProperty("responses"));
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
    public Task There_is_a_page_to_read_it() => stack.ScenarioAsync(s => s.Get.To("/scalar/v1").ContentTypeShouldBe("text/html"));

    [Theory]
    [InlineData("/me")]
    [InlineData("/health")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/nowhere")]
    [InlineData("/scalar/v1")]
    [InlineData("/oauth/lever/callback")]
    [InlineData("/accounts/a-1/connection")]
    public async Task An_answer_is_not_kept_and_is_of_the_type_that_it_says(string path)
    {
        var answer = await stack.Platform.GetAsync(path);

        Assert.True(answer.Headers.CacheControl is { NoStore: true }, answer.Headers.CacheControl?.ToString());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }

    private static string RouteOf(RouteRow row) => ApiDocument.RouteOf(row.Method, row.Pattern);
}
