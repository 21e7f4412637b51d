using Microsoft.AspNetCore.Mvc;

namespace Integration.Ui.Pages.Exports;

/// <summary>What an export would do, told again when the choices change and when Lever has said who is there: a region, not a page.</summary>
public sealed class PlanModel(IntegrationApi api) : SelectionPage(api)
{
    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await SelectAsync(ct);
        await ForeseeAsync(Wanted, lookUp: true, ct);
        // Lever does not answer: what is known here is told all the same.
        if (Problem is { Status: >= 500 }) await ForeseeAsync(Wanted, lookUp: false, ct);
        return Partial("_ExportPlan", this);
    }
}
