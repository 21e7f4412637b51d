using System.Text;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Integration.Api.Http;

/// <summary>The charset of a JSON body, which the framework's reader takes for a bug of ours where it is unknown, or known and quoted.</summary>
internal sealed class Charsets(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>() is null
            || !MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || !type.Charset.HasValue)
        {
            return next(context);
        }

        type.Charset = HeaderUtilities.RemoveQuotes(type.Charset);
        if (!IsKnown(type.Charset.ToString()))
        {
            const int status = StatusCodes.Status415UnsupportedMediaType;
            return Problem.Of(status, Problem.CodeOf(status), Problem.DetailOf(status)).ExecuteAsync(context);
        }

        context.Request.ContentType = type.ToString();
        return next(context);
    }

    private static bool IsKnown(string charset)
    {
        try
        {
            return Encoding.GetEncoding(charset) is not null;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
