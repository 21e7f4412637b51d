using Integration.Api.Http;

namespace Integration.Api.Workers;

/// <summary>An exception that nobody expected, as it may be written down: its text may repeat what was being read, a name or an address.</summary>
internal static class Unforeseen
{
    /// <summary>What it is and where it came from, without its text.</summary>
    public static string Describe(Exception e) =>
        $"{e.GetType().FullName}{(e.InnerException is { } inner ? $" of {inner.GetType().FullName}" : "")}{Environment.NewLine}{e.StackTrace}";

    /// <summary>False for a store that does not answer, and for what was cancelled: the same will do later.</summary>
    public static bool Is(Exception e) => e is not OperationCanceledException && !Failures.IsDatabaseAway(e);
}
