using Scalar.AspNetCore;

namespace Integration.Api.Http;

/// <summary>What a browser may do with the one page that the API has, its description: it runs its own script only and asks nobody else.</summary>
internal static class DescriptionPolicy
{
    public static void Write(HttpContext context)
    {
        if (context.Items[ScalarOptions.NonceHttpContextItemKey] is not string nonce) return;

        // Its styles are written by its script.
        context.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
            + "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
    }
}
