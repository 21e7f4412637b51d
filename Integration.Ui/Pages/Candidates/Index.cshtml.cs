using Microsoft.AspNetCore.Mvc;

namespace Integration.Ui.Pages.Candidates;

/// <summary>All candidates of the account.</summary>
public sealed class IndexModel(IntegrationApi api) : CandidateListPage(api)
{
    [BindProperty(SupportsGet = true, Name = "requisition")]
    public string? Chosen { get; set; }

    public override string? RequisitionId => string.IsNullOrEmpty(Chosen) ? null : Chosen;

    public override string Address => "/candidates";

    public Task<IActionResult> OnGetAsync(CancellationToken ct) => ShowAsync(ct);
}
