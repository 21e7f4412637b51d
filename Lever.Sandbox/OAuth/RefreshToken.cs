using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Lever.Sandbox.OAuth;

/// <summary>
/// An opaque <c>v1.…</c> token. It says which grant it belongs to, so that one that was used before is recognised as
/// such without keeping it.
/// </summary>
internal sealed record RefreshToken(string OrganisationId, string GrantId, string Text)
{
    private const string Prefix = "v1.";
    private const int IdLength = 16;

    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    public static RefreshToken New(string organisationId, string grantId)
    {
        byte[] bytes =
        [
            .. Guid.Parse(organisationId).ToByteArray(), .. Guid.Parse(grantId).ToByteArray(), .. RandomNumberGenerator.GetBytes(32),
        ];
        return new(organisationId, grantId, Prefix + Base64Url.EncodeToString(bytes));
    }

    public static RefreshToken? Parse(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || !Base64Url.IsValid(text.AsSpan(Prefix.Length))) return null;

        var bytes = Base64Url.DecodeFromChars(text.AsSpan(Prefix.Length));
        return bytes.Length < 2 * IdLength
            ? null
            : new($"{new Guid(bytes.AsSpan(0, IdLength))}", $"{new Guid(bytes.AsSpan(IdLength, IdLength))}", text);
    }
}
