using System.Diagnostics;
using OpenTelemetry;

namespace ServiceDefaults;

/// <summary>
/// Leaves out of the traces what asks Postgres or Redis on nobody's behalf: workers that look for work several times a second would fill
/// the list of traces with nothing else.
/// </summary>
internal sealed class IdleCalls : BaseProcessor<Activity>
{
    private static readonly string[] Stores = ["Npgsql", "OpenTelemetry.Instrumentation.StackExchangeRedis"];

    public override void OnEnd(Activity data)
    {
        // Exporters pass over what is not recorded.
        if (data.ParentSpanId == default && Stores.Contains(data.Source.Name)) data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }
}
