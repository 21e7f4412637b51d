using System.Net;
using System.Text;
using Integration.Tests.Stack;

namespace Integration.Tests.Access;

/// <summary>Bad input on every route: the contract's answer, never a 500, and nothing of the inside shown.</summary>
public sealed class BadInputTests(StackFixture stack)
{
    private const string Unknown = "{\"name\":\"\\ud800\"}";

    /// <summary>Not JSON, or not JSON of any shape that a route takes.</summary>
    private static readonly string[] Malformed =
    [
        "", " ", "{", "}", "{]", "nul", "{\"name\":}", "{'name':1}", "\"text\"", "7", "true", "null", "[null]", Unknown, "\u0000", "\ufeff{",
        "{\"name\":{},\"title\":[],\"stage\":{},\"memberId\":1,\"token\":{},\"leverEmail\":[],\"candidateIds\":7,\"candidateHired\":{},\"autoSync\":[],\"replaceLeverAccount\":\"yes\"}",
        $"{{\"name\":{new string('[', 200)}{new string(']', 200)}}}",
    ];

    public static TheoryData<RouteRow> WithBodies => [.. RouteTable.Rows.Where(row => row.Body is not null)];

    public static TheoryData<RouteRow> Lists =>
        [.. RouteTable.Rows.Where(row => row.Method == "GET" && (row.Path ?? row.Pattern) is var path && path is not ("/me" or "/oauth/lever/callback") && row.Pattern is not ("/accounts/{account}/connection" or "/accounts/{account}/settings" or "/accounts/{account}/candidates/{candidate}"))];

    [Theory]
    [MemberData(nameof(WithBodies))]
    public async Task What_is_no_JSON_of_the_shape_is_400(RouteRow row)
    {
        var (account, path) = await PrepareAsync(row);
        foreach (var body in Malformed)
        {
            var answer = await SendAsync(row, path, account, Encoding.UTF8.GetBytes(body));
            if (row.Pattern == "/webhooks/lever/{endpointKey}") await answer.ProblemAsync(HttpStatusCode.NotFound, "not-found");
            else if (IsOptional(row, body)) Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            else if (row.Pattern == "/platform/accounts/{account}/candidates" && body == "[null]") Assert.Single((await answer.JsonAsync()).Items("rejected"));
            else await answer.ProblemAsync(HttpStatusCode.BadRequest, "validation");
        }

        // Bytes that are no UTF-8, and a body without a type or of another one.
        if (row.Caller != Caller.Anybody && !IsOptional(row, Unknown))
            await (await SendAsync(row, path, account, [.. "{\"name\":\""u8, 0xc3, 0x28, 0xff, .. "\"}"u8])).ProblemAsync(HttpStatusCode.BadRequest, "validation");
        if (row.Pattern != "/webhooks/lever/{endpointKey}")
        {
            foreach (var type in (string[])["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml"])
                await (await SendAsync(row, path, account, "{}"u8.ToArray(), type)).ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        }
    }

    [Theory]
    [MemberData(nameof(WithBodies))]
    public async Task A_body_of_an_absurd_size_is_refused(RouteRow row)
    {
        var (account, path) = await PrepareAsync(row);
        var body = new byte[31_000_000];
        body.AsSpan().Fill((byte)' ');

        var answer = await SendAsync(row, path, account, body);

        // Of a delivery to nowhere nothing is read.
        await (row.Pattern == "/webhooks/lever/{endpointKey}"
            ? answer.ProblemAsync(HttpStatusCode.NotFound, "not-found")
            : answer.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too-large"));
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_limit_or_cursor_that_is_none_is_400(RouteRow row)
    {
        var (account, path) = await PrepareAsync(row);
        foreach (var query in (string[])["limit=0", "limit=1001", "limit=x", "limit=1&limit=2", "limit=9999999999", "after=%00", "after=a&after=b", $"after={new string('x', 301)}"])
        {
            await (await SendAsync(row, $"{path}?{query}", account, null)).ProblemAsync(HttpStatusCode.BadRequest, "validation");
        }

        var isFeed = row.Pattern.EndsWith("/events", StringComparison.Ordinal);
        await (await SendAsync(row, $"{path}?limit={(isFeed ? 1_000 : 200)}", account, null)).JsonAsync();
        await (await SendAsync(row, $"{path}?limit={(isFeed ? 1_001 : 201)}", account, null)).ProblemAsync(HttpStatusCode.BadRequest, "validation");
    }

    [Theory]
    [InlineData("candidates?search=%00")]
    [InlineData("candidates?stage=a%0Ab")]
    [InlineData("candidates?requisitionId=%00")]
    [InlineData("requisitions?search=%0D%0A")]
    [InlineData("lever/users?search=%00")]
    public async Task Control_characters_in_a_query_are_400(string route)
    {
        var account = await stack.ActiveAccountAsync();

        await (await account.GetAsync(account.Admin, route)).ProblemAsync(HttpStatusCode.BadRequest, "validation");
    }

    [Theory]
    [InlineData("candidates?search=%25_%5C%27%22%3B--")]
    [InlineData("candidates?search=%FF%FE")]
    [InlineData("requisitions?search=%F0%9F%98%80")]
    [InlineData("lever/postings?search=%5B(")]
    public async Task Odd_words_in_a_search_find_nothing_and_break_nothing(string route)
    {
        var account = await stack.ActiveAccountAsync();
        await account.AddCandidatesAsync(2);

        Assert.Empty((await account.GetJsonAsync(account.Admin, route)).Items());
    }

    /// <summary>A body that may be left out, or one whose unknown fields are not looked at.</summary>
    private static bool IsOptional(RouteRow row, string body) => row.Pattern switch
    {
        "/accounts/{account}/connection/authorize" => body is "" or "null" or Unknown,
        "/accounts/{account}/connection/webhooks" => body is Unknown,
        _ => false,
    };

    private async Task<(TestAccount Account, string Path)> PrepareAsync(RouteRow row)
    {
        var account = await stack.ActiveAccountAsync();
        var path = row.Example.Replace("{account}", account.Id).Replace("{candidate}", "c-1");
        return (account, path.Contains("{export}") ? path.Replace("{export}", await account.ExportAsync(new { candidateIds = new[] { "unknown" } })) : path);
    }

    private async Task<HttpResponseMessage> SendAsync(RouteRow row, string path, TestAccount account, byte[]? body, string type = "application/json")
    {
        using var request = new HttpRequestMessage(new(row.Method), path);
        if (row.Caller is not (Caller.Anybody or Caller.Platform)) request.Headers.Add("On-Behalf-Of", account.Admin);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            request.Headers.ExpectContinue = body.Length > 1_000_000;
        }

        return await stack.Platform.SendAsync(request);
    }
}
