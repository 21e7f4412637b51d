using System.Globalization;

namespace Integration.Ui.Parts;

/// <summary>Numbers and times as a person says them.</summary>
public static class Words
{
    public static string Ago(DateTimeOffset at, DateTimeOffset now) => (now - at) switch
    {
        { TotalSeconds: < 60 } => "just now",
        { TotalMinutes: < 60 } past => Count((int)past.TotalMinutes, "minute") + " ago",
        { TotalHours: < 24 } past => Count((int)past.TotalHours, "hour") + " ago",
        { TotalDays: < 7 } past => Count((int)past.TotalDays, "day") + " ago",
        _ => Day(at),
    };

    public static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>A time still to wait: rough on purpose, since it is a guess.</summary>
    public static string Left(TimeSpan left) => left switch
    {
        { TotalSeconds: < 10 } => "a few seconds left",
        { TotalSeconds: < 60 } => $"about {(int)Math.Ceiling(left.TotalSeconds / 10) * 10} seconds left",
        { TotalMinutes: < 60 } => $"about {Count((int)Math.Ceiling(left.TotalMinutes), "minute")} left",
        _ => $"about {Count((int)Math.Ceiling(left.TotalHours), "hour")} left",
    };

    /// <summary>"1 candidate", "60 candidates".</summary>
    public static string Count(int count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many ?? one + "s")}");

    /// <summary>True for an address that is safe to link to, wherever it came from.</summary>
    public static bool IsWeb(Uri? address) => address is { IsAbsoluteUri: true, Scheme: "http" or "https" };

    /// <summary>The first letter large: stages travel in small ones.</summary>
    public static string Title(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
