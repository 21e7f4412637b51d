using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Integration.Tests.Sandbox;

/// <summary>Calls the sandboxed API with one access token and hands back bare JSON, so that tests see the wire.</summary>
public sealed class SandboxApi(HttpClient http, string accessToken)
{
    public async Task<JsonObject> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK) =>
        await SendAsync(HttpMethod.Get, path, expected: expected);

    public Task<JsonObject> PostAsync(string path, object body, HttpStatusCode expected = HttpStatusCode.Created) =>
        SendAsync(HttpMethod.Post, path, body, expected);

    public async Task<JsonObject> SendAsync(
        HttpMethod method, string path, object? body = null, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await RawAsync(method, path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode}, not {(int)expected}: {text}");
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }

    /// <param name="path">Below <c>/v1/</c>.</param>
    /// <param name="body">Content, or an object that is sent as JSON.</param>
    public async Task<HttpResponseMessage> RawAsync(
        HttpMethod method, string path, object? body = null, CancellationToken ct = default)
    {
        using var request = new HttpRequestMessage(method, $"/v1/{path}");
        request.Headers.Authorization = new("Bearer", accessToken);
        if (body is not null) request.Content = body as HttpContent ?? JsonContent.Create(body);
        return await http.SendAsync(request, ct);
    }

    /// <summary>Every item of a list, page by page, as a client reads it.</summary>
    public async Task<IReadOnlyList<JsonObject>> ListAsync(string path)
    {
        var items = new List<JsonObject>();
        string? next = null;
        do
        {
            var offset = next is null ? "" : $"{(path.Contains('?') ? '&' : '?')}offset={Uri.EscapeDataString(next)}";
            var page = await GetAsync(path + offset);
            items.AddRange(page["data"]!.AsArray().Select(item => item!.AsObject()));
            next = page["next"]?.GetValue<string>();
            Assert.Equal(next is not null, page["hasNext"]!.GetValue<bool>());
        }
        while (next is not null);
        return items;
    }
}
