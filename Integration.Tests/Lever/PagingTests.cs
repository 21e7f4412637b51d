using System.Net;
using Integration.Tests.Stack;
using Microsoft.AspNetCore.Http;

namespace Integration.Tests.Lever;

/// <summary>Lists that change while their pages are read.</summary>
public sealed class PagingTests(StackFixture stack)
{
    [Fact]
    public async Task What_moves_between_pages_is_there_once()
    {
        await using var lever = await StubLever.StartAsync(context => AnswerAsync(context, context.Request.Query["offset"].ToString() switch
        {
            "" => Page("second", "a", "b"),
            "second" => Page("third", "b", "c"),
            _ => Page(null, "c", "d"),
        }));

        Assert.Equal(["a", "b", "c", "d"], await StagesAsync(lever));
    }

    [Fact]
    public async Task A_list_whose_next_page_cannot_be_found_any_more_is_read_again()
    {
        var (refusals, asked) = (0, 0);
        await using var lever = await StubLever.StartAsync(context => context.Request.Query["offset"].ToString() switch
        {
            "" => AnswerAsync(context, Page($"second-{Interlocked.Increment(ref asked)}", "a", "b")),
            _ when Interlocked.Increment(ref refusals) <= 2 => RefuseAsync(context),
            _ => AnswerAsync(context, Page(null, "c")),
        });

        Assert.Equal(["a", "b", "c"], await StagesAsync(lever));
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task A_list_that_is_never_found_again_is_given_up()
    {
        await using var lever = await StubLever.StartAsync(context => context.Request.Query.ContainsKey("offset") ? RefuseAsync(context) : AnswerAsync(context, Page("second", "a")));
        await using var api = await ApiAsync(lever);

        await (await api.SendAsync(HttpMethod.Get, "lever/stages")).ProblemAsync(HttpStatusCode.BadGateway, "lever-failed");
    }

    [Fact]
    public async Task A_list_whose_next_page_is_one_before_it_is_given_up()
    {
        var asked = 0;
        await using var lever = await StubLever.StartAsync(context =>
        {
            Interlocked.Increment(ref asked);
            return AnswerAsync(context, context.Request.Query["offset"] == "second" ? Page("third", "b") : Page("second", "a"));
        });
        await using var api = await ApiAsync(lever);

        await (await api.SendAsync(HttpMethod.Get, "lever/stages")).ProblemAsync(HttpStatusCode.ServiceUnavailable, "lever-unavailable");

        Assert.Equal(3, asked);
    }

    private async Task<List<string>> StagesAsync(StubLever lever)
    {
        await using var api = await ApiAsync(lever);
        return [.. (await (await api.SendAsync(HttpMethod.Get, "lever/stages")).JsonAsync()).Items().Select(stage => stage.Text("id"))];
    }

    private Task<LoneApi> ApiAsync(StubLever lever) => LoneApi.StartAsync(stack, new Dictionary<string, string> { ["Lever:ApiUrl"] = $"{lever.Url}v1/" });

    private static object Page(string? next, params string[] ids) => new { data = ids.Select(id => new { id, text = id }), hasNext = next is not null, next };

    private static Task AnswerAsync(HttpContext context, object page) => context.Response.WriteAsJsonAsync(page);

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return context.Response.WriteAsJsonAsync(new { code = "BadRequestError", message = "Invalid offset token" });
    }
}
