namespace Integration.Api.Http;

/// <summary>The bytes of a body, up to a limit that is exact: the server's own counts the framing of chunks along.</summary>
internal static class Body
{
    /// <summary>Null when the body is larger than is taken.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int most, CancellationToken ct)
    {
        if (request.ContentLength > most) return null;

        using var body = new MemoryStream((int)(request.ContentLength ?? 0));
        var buffer = new byte[16 * 1024];
        while (await request.Body.ReadAsync(buffer, ct) is var read and > 0)
        {
            if (body.Length + read > most) return null;

            body.Write(buffer.AsSpan(0, read));
        }

        return body.ToArray();
    }
}
