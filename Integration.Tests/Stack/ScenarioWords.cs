using Alba;
using Microsoft.Net.Http.Headers;

namespace Integration.Tests.Stack;

/// <summary>The words of this API beside Alba's own, so that a scenario is a sentence: who asks, for what, and what is answered.</summary>
internal static class ScenarioWords
{
    /// <summary>The host product's backend calls.</summary>
    public static Scenario WithPlatformKey(this Scenario scenario, string? key = null)
    {
        scenario.WithBearerToken(key ?? StackFixture.PlatformKey);
        return scenario;
    }

    /// <summary>The host product's backend calls on behalf of a member.</summary>
    public static Scenario As(this Scenario scenario, string member, string? key = null)
    {
        scenario.WithRequestHeader("On-Behalf-Of", member);
        return scenario.WithPlatformKey(key);
    }

    /// <summary>A browser calls for a page.</summary>
    /// <param name="origin">Where the page is from; null when the browser does not say.</param>
    public static Scenario WithCookie(this Scenario scenario, string cookie, string? origin = null)
    {
        scenario.WithRequestHeader(HeaderNames.Cookie, cookie);
        if (origin is not null) scenario.WithRequestHeader(HeaderNames.Origin, origin);
        return scenario;
    }

    /// <summary>Any method, for what a table tells.</summary>
    public static IUrlExpression Verb(this Scenario scenario, string method)
    {
        scenario.ConfigureHttpContext(context => context.Request.Method = method);
        return scenario;
    }

    /// <summary>Ends what is asked, so that what is to be answered can follow.</summary>
    /// <param name="body">Null when there is none; what is a string is JSON already.</param>
    public static Scenario To(this IUrlExpression call, string url, object? body = null)
    {
        if (body is string json) call.RawJson(json);
        else if (body is not null) call.Json(body);

        // Not by Alba's own words, which take a query apart and write it anew.
        var scenario = (Scenario)call;
        scenario.ConfigureHttpContext(context => context.Request.Path = url);
        return scenario;
    }

    /// <summary>The API refuses, as <see cref="ProblemAssert"/> says.</summary>
    public static Scenario ProblemShouldBe(this Scenario scenario, int status, string code)
    {
        scenario.IgnoreStatusCode();
        return scenario.AssertThat(new IsProblem(status, code));
    }

    private sealed class IsProblem(int status, string code) : IScenarioAssertion
    {
        public void Assert(Scenario scenario, AssertionContext context) =>
            ProblemAssert.IsProblem(context.HttpContext.Response.StatusCode, context.HttpContext.Response.ContentType, context.ReadBodyAsString(), status, code);
    }
}
