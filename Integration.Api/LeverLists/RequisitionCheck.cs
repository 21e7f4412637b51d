using Integration.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Integration.Api.LeverLists;

/// <summary>Whether a requisition belongs to a posting. Lever links them both ways, and either way counts.</summary>
internal sealed class RequisitionCheck(LeverListCache lists)
{
    /// <summary>Null when the two go together, or when only one of them is named.</summary>
    public async Task<ProblemHttpResult?> FindProblemAsync(string account, string? postingId, string? requisitionId, CancellationToken ct)
    {
        if (postingId is null || requisitionId is null) return null;

        var requisition = (await lists.RequisitionsAsync(account, ct)).Find(found => found.Id == requisitionId);
        if (requisition?.Postings?.Contains(postingId) == true) return null;

        var posting = (await lists.PostingsAsync(account, ct)).Find(found => found.Id == postingId);
        return requisition?.RequisitionCode is { } code && posting?.RequisitionCodes?.Contains(code) == true
            ? null
            : Problem.Of(
                StatusCodes.Status400BadRequest, "requisition-not-of-posting",
                "The requisition does not belong to the posting in Lever. Choose one of the posting's, or none.");
    }
}
