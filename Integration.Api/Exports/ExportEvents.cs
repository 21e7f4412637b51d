using Integration.Api.Events;

namespace Integration.Api.Exports;

/// <summary>What the host product is told about exports.</summary>
internal static class ExportEvents
{
    public static NewEvent Exported(
        DateTimeOffset at, string candidate, Guid exportId, string opportunityId, string leverUrl, string? postingId, bool? deduped) =>
        new(EventTypes.CandidateExported, at, candidate, new { exportId, opportunityId, leverUrl, postingId, deduped });

    /// <summary>Without Lever's own words, which may repeat what was sent: events outlive the people they are about.</summary>
    public static NewEvent Failed(DateTimeOffset at, string candidate, Guid exportId, string code) =>
        new(EventTypes.CandidateExportFailed, at, candidate, new { exportId, code, detail = ItemCodes.Detail(code) });
}
