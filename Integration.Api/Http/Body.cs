namespace Integration.Api.Http;

/// <summary>The bytes of a body. Their place grows with what arrives, whatever was announced.</summary>
internal static class Body
{
    private const int FirstPart = 4 * 1024;
    private const int LargestPart = 1024 * 1024;

    /// <exception cref="BadHttpRequestException">See <see cref="BodyLimit"/>.</exception>
    public static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        var parts = new List<ArraySegment<byte>>();
        for (var size = FirstPart; ; size = Math.Min(size * 2, LargestPart))
        {
            var part = new byte[size];
            var read = await request.Body.ReadAtLeastAsync(part, size, throwOnEndOfStream: false, ct);
            parts.Add(new(part, 0, read));
            if (read < size) break;
        }

        var body = new byte[parts.Sum(part => part.Count)];
        var at = 0;
        foreach (var part in parts)
        {
            part.CopyTo(body, at);
            at += part.Count;
        }

        return body;
    }
}
