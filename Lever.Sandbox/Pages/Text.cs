using System.Globalization;

namespace Lever.Sandbox.Pages;

/// <summary>How the pages write what Lever keeps as numbers.</summary>
internal static class Text
{
    public static string Date(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    public static string Time(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("d MMM yyyy, HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
