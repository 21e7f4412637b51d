using System.Globalization;
using Lever.Sandbox.Contacts;

namespace Lever.Sandbox.Pages;

/// <summary>How the pages write what Lever keeps.</summary>
internal static class Text
{
    public static string Name(Contact? contact) => contact is { Name.Length: > 0 } ? contact.Name : "No name";

    public static string Date(long milliseconds) => At(milliseconds).ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    public static string Time(long milliseconds) =>
        At(milliseconds).ToString("d MMM yyyy, HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    public static string ListOr(string none, IReadOnlyCollection<string> texts) => texts.Count > 0 ? string.Join(", ", texts) : none;

    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
