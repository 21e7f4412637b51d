using System.Diagnostics;

namespace Integration.Api.Exports;

/// <summary>The steps of the export protocol in traces. A span's start and end are the moments between which a crash matters.</summary>
internal static class ExportTelemetry
{
    /// <summary>Items are leased: until it ends nothing may be sent.</summary>
    public const string Claim = "claim";

    /// <summary>Lever is asked what became of an uncertain call.</summary>
    public const string LookUp = "look-up";

    /// <summary>The opportunity is created in Lever.</summary>
    public const string Send = "send";

    /// <summary>What Lever created is written down.</summary>
    public const string Confirm = "confirm";

    /// <summary>A note is written on an opportunity.</summary>
    public const string Note = "note";

    private static readonly ActivitySource Source = new("Integration.Api.Exports");

    public static Activity? Start(string step) => Source.StartActivity(step);
}
