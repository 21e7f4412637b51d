using Microsoft.Extensions.Hosting;

namespace ServiceDefaults;

/// <summary>What a service cannot start without.</summary>
public static class Settings
{
    /// <summary>True, after a sentence on the error output that names it, when one of these settings is missing or empty.</summary>
    /// <param name="keys">With a colon between the parts, such as <c>ConnectionStrings:redis</c>.</param>
    public static bool LacksSettings(this IHostApplicationBuilder builder, params string[] keys)
    {
        if (Array.Find(keys, key => string.IsNullOrWhiteSpace(builder.Configuration[key])) is not { } missing) return false;

        Console.Error.WriteLine(
            $"{builder.Environment.ApplicationName} cannot start: set {missing.Replace(":", "__", StringComparison.Ordinal)}, which is missing or empty.");
        return true;
    }
}
