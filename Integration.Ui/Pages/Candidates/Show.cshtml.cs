using Microsoft.AspNetCore.Mvc;

namespace Integration.Ui.Pages.Candidates;

/// <summary>A candidate, and what became of them in Lever.</summary>
public sealed class ShowModel(IntegrationApi api) : MemberPage(api)
{
    public Connection Connection { get; private set; } = null!;

    public Candidate Candidate { get; private set; } = null!;

    public Requisition? Requisition { get; private set; }

    public bool CanExport => Connection.IsActive && Me.Mapped;

    public string Address => $"/candidates/{Uri.EscapeDataString(Candidate.Id)}";

    /// <summary>What an opportunity is for: the posting by its name, or by the requisition that it is linked to.</summary>
    public string TargetOf(Opportunity opportunity) => opportunity switch
    {
        { PostingText: { } text } => text,
        { PostingId: null } => "General opportunity",
        { PostingId: var posting } when posting == Requisition?.LeverPostingId => Requisition.Title,
        _ => "Opportunity for a job posting",
    };

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken ct)
    {
        var connection = Api.GetConnectionAsync(ct);
        var requisitions = Api.ListRequisitionsAsync(ct);
        var candidate = await Api.FindCandidateAsync(id, ct);
        Connection = await connection;
        Requisition = (await requisitions).FirstOrDefault(requisition => requisition.Id == candidate?.RequisitionId);
        if (candidate is null) return NotFound();

        Candidate = candidate;
        return PageOr("_InLever", this);
    }
}
