using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Integration.Tests.Stack;

/// <summary>What every refusal looks like.</summary>
internal static class ProblemAssert
{
    /// <summary>The answer is problem details with this status and code, and shows nothing of the inside.</summary>
    public static async Task<JsonElement> ProblemAsync(this HttpResponseMessage answer, HttpStatusCode status, string code) => IsProblem(
        (int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync(), (int)status, code);

    public static JsonElement IsProblem(int answered, string? contentType, string text, int status, string code)
    {
        Assert.True(answered == status, $"{answered}, not {status}: {text}");
        Assert.Equal("application/problem+json", contentType);
        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        ShowsNothingInside(text);
        return problem;
    }

    public static void ShowsNothingInside(string text)
    {
        foreach (var word in (string[])["Exception", "   at ", "Npgsql", "System.", "Integration.Api", "SELECT "])
            Assert.DoesNotContain(word, text, StringComparison.Ordinal);
    }

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer, HttpStatusCode status = HttpStatusCode.OK)
    {
        Assert.True(answer.StatusCode == status, $"{(int)answer.StatusCode}, not {(int)status}: {await answer.Content.ReadAsStringAsync()}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
