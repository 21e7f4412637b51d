using Integration.Ui.Pages.Candidates;
using Microsoft.AspNetCore.Mvc;

namespace Integration.Ui.Pages.Requisitions;

/// <summary>A requisition with its candidates in every stage.</summary>
public sealed class ShowModel(IntegrationApi api) : CandidateListPage(api)
{
    [FromRoute]
    public string Id { get; set; } = "";

    public override string? RequisitionId => Id;

    public override string Address => $"/requisitions/{Uri.EscapeDataString(Id)}";

    public Task<IActionResult> OnGetAsync(CancellationToken ct) => ShowAsync(ct);
}
