using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Integration.Ui;

/// <summary>A browser by an unguessable name, and the member who signed in there last.</summary>
internal sealed record KnownBrowser(string Id, string? AccountId = null, string? MemberId = null)
{
    public bool BelongsTo(SignInPreview link) => (AccountId, MemberId) == (link.AccountId, link.MemberId);
}

/// <summary>Recognises a browser by a signed cookie of 90 days, so that its member is not asked at every link.</summary>
internal sealed class KnownBrowsers(IDataProtectionProvider protection, PageCookies cookies)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("known-browser").ToTimeLimitedDataProtector();

    /// <summary>The browser that asks; a new one when it brings no cookie, or none of ours.</summary>
    public KnownBrowser Of(HttpRequest request)
    {
        if (request.Cookies[cookies.Browser] is { } cookie)
        {
            try
            {
                return JsonSerializer.Deserialize<KnownBrowser>(_protector.Unprotect(cookie))!;
            }
            catch (Exception e) when (e is CryptographicException or JsonException)
            {
                // Too old, or not made here.
            }
        }

        return new(Guid.NewGuid().ToString("N"));
    }

    public void Remember(HttpResponse response, KnownBrowser browser) =>
        response.Cookies.Append(cookies.Browser, _protector.Protect(JsonSerializer.Serialize(browser), Kept), PageCookies.KeptFor(Kept));
}
