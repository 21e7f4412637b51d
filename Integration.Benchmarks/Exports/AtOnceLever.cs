using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Integration.Benchmarks.Exports;

/// <summary>A Lever without a network and without a limit: it answers 201 as soon as it has read the call.</summary>
internal sealed class AtOnceLever : HttpMessageHandler
{
    private static readonly MediaTypeHeaderValue JsonType = new("application/json");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method == HttpMethod.Get) return Answer(HttpStatusCode.OK, Read(request.RequestUri!.Segments));

        var sent = JsonSerializer.Deserialize<JsonElement>(await request.Content!.ReadAsByteArrayAsync(cancellationToken));
        var id = Guid.NewGuid().ToString();
        return Answer(HttpStatusCode.Created, new
        {
            data = new
            {
                id,
                name = sent.GetProperty("name"),
                contact = Guid.NewGuid().ToString(),
                stage = sent.GetProperty("stage"),
                sources = sent.GetProperty("sources"),
                emails = sent.GetProperty("emails"),
                createdAt = sent.GetProperty("createdAt"),
                applications = Array.Empty<object>(),
                urls = new { show = $"https://hire.lever.co/candidates/{id}" },
            },
            deduped = false,
        });
    }

    private static object Read(string[] path) => path switch
    {
        [.., "stages"] => new { data = new[] { new { id = "lead-new", text = "New lead" } }, hasNext = false },
        [.., "postings/", var id] => new { data = new { id, text = "A posting", state = "published" } },
        _ => new { data = Array.Empty<object>(), hasNext = false },
    };

    private static HttpResponseMessage Answer(HttpStatusCode status, object body) =>
        new(status) { Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body)) { Headers = { ContentType = JsonType } } };
}
