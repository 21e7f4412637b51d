using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Lever.Sandbox.Webhooks;

/// <summary>What Lever signs (documented): the delivery's token and time, with the text of the signature token as key.</summary>
internal static class WebhookSignature
{
    private const int TokenBytes = 24;

    /// <summary>48 hex characters, for signature tokens and for the tokens of deliveries.</summary>
    public static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));

    public static string Of(string signatureToken, string token, long triggeredAt)
    {
        var message = token + triggeredAt.ToString(CultureInfo.InvariantCulture);
        return Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(signatureToken), Encoding.UTF8.GetBytes(message)));
    }
}
