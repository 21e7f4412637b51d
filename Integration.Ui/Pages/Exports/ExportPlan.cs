using Integration.Ui.Parts;

namespace Integration.Ui.Pages.Exports;

/// <summary>What will happen to each candidate when the export starts.</summary>
public sealed record ExportPlan(IReadOnlyList<Candidate> Candidates, IReadOnlyList<Requisition> Requisitions, string? PostingId)
{
    /// <summary>So many are named; the rest is counted.</summary>
    public const int Named = 8;

    /// <summary>The linked posting if all candidates share it, each one's own if they differ, else none.</summary>
    public string? SuggestedPosting => LinkedPostings switch
    {
        [var only] when Candidates.All(candidate => LinkedTo(candidate) == only) => only,
        [] => null,
        _ => NewModel.Linked,
    };

    /// <summary>True where "each candidate's own posting" is a choice of its own.</summary>
    public bool OffersLinked => SuggestedPosting == NewModel.Linked;

    public int Skipped => Candidates.Count(IsThereAlready);

    public int Sent => Candidates.Count - Skipped;

    private List<string> LinkedPostings => [.. Candidates.Select(LinkedTo).OfType<string>().Distinct()];

    /// <summary>Lever gets one opportunity per candidate and posting, so what lives there already is not sent again.</summary>
    public bool IsThereAlready(Candidate candidate)
    {
        var posting = PostingId == NewModel.Linked ? LinkedTo(candidate) : string.IsNullOrEmpty(PostingId) ? null : PostingId;
        return candidate.Opportunities.Any(opportunity => opportunity.PostingId == posting && opportunity.DeletedAt is null);
    }

    public Badge Outcome(Candidate candidate) => IsThereAlready(candidate)
        ? new("Skipped: in Lever already")
        : candidate.Opportunities.Count > 0
            ? new("One more opportunity", Tone.Accent)
            : new("New opportunity", Tone.Good);

    private string? LinkedTo(Candidate candidate) =>
        Requisitions.FirstOrDefault(requisition => requisition.Id == candidate.RequisitionId)?.LeverPostingId;
}
