using Htmx;
using Integration.Ui.Parts;
using Microsoft.AspNetCore.Mvc;

namespace Integration.Ui.Pages.Exports;

/// <summary>The export dialog: whom, for which posting, and what will happen.</summary>
public sealed class NewModel(IntegrationApi api) : MemberPage(api)
{
    /// <summary>The choice of each candidate's own linked posting, where they have several.</summary>
    public const string Linked = "linked";

    /// <summary>As many as the API takes at once.</summary>
    private const int Most = 5_000;

    [BindProperty(SupportsGet = true, Name = "candidate")]
    public List<string> Chosen { get; set; } = [];

    /// <summary>Everybody who matches the filter, instead of the chosen ones.</summary>
    [BindProperty(SupportsGet = true)]
    public bool All { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Requisition { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Stage { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Search { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? PostingId { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? RequisitionId { get; set; }

    /// <summary>Made with the form, so that a second click repeats the first one's request.</summary>
    [BindProperty]
    public string IdempotencyKey { get; set; } = Guid.CreateVersion7().ToString();

    public ExportPlan Plan { get; private set; } = null!;

    public LeverPickers Pickers { get; private set; } = null!;

    public Banner? Refused { get; private set; }

    /// <summary>Where the form was opened: its candidates stand in the address, so that reload and back keep them.</summary>
    public string Address => Request.Path + Request.QueryString;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        return PageOr("_ExportForm", this);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        if (Plan.Candidates.Count > 0)
        {
            var started = await Api.StartExportAsync(
                new([.. Plan.Candidates.Select(candidate => candidate.Id)], NullIfEmpty(PostingId), NullIfEmpty(RequisitionId))
                {
                    LinkedPostings = PostingId == Linked,
                },
                IdempotencyKey, ct);
            if (started.Problem is null) return RedirectToPage("Show", new { started.Required.Id });

            Refuse(started.Problem);
        }

        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return PageOr("_ExportForm", this);
    }

    private void Refuse(Problem problem)
    {
        switch (problem.Code)
        {
            case "requisition-not-of-posting":
                ModelState.AddModelError(nameof(RequisitionId), "This requisition does not belong to the chosen posting in Lever.");
                break;
            case "user-not-mapped":
                Refused = new(Tone.Warn, "You are not mapped to a user in Lever.", "Only mapped users will be able to export candidates. Ask an admin of your company to map you.");
                break;
            case "not-active":
                Refused = new(Tone.Warn, "The Lever integration is not active.", "An admin can connect and activate it under Company Account Details.");
                break;
            case "idempotency-key-reused":
                // The form was sent before with other choices; a new key makes it a new export.
                ModelState.Remove(nameof(IdempotencyKey));
                IdempotencyKey = Guid.CreateVersion7().ToString();
                Refused = new(Tone.Warn, "This form was sent before, with other choices.", "Look at the history of exports first. To export once more, send it again.");
                break;
            default:
                Refused = new(Tone.Bad, "The export could not be started.", problem.Words);
                break;
        }
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var pickers = LeverPickers.LoadAsync(Api, whole: !Request.IsHtmx(), ct);
        var requisitions = Api.ListRequisitionsAsync(ct);
        var candidates = All
            ? await Api.ListAllCandidatesAsync(new(NullIfEmpty(Requisition), NullIfEmpty(Stage), NullIfEmpty(Search)), Most, ct)
            : (await Task.WhenAll(Chosen.Distinct().Select(id => Api.FindCandidateAsync(id, ct)))).OfType<Candidate>().ToList();

        Plan = new(candidates, await requisitions, PostingId);
        // Opened afresh: nobody has chosen a posting yet, or decided against one.
        if (!Request.Query.ContainsKey(nameof(PostingId)) && !Request.HasFormContentType)
            Plan = Plan with { PostingId = PostingId = Plan.SuggestedPosting };
        Pickers = await (await pickers).WithAsync(Api, PostingId, ct);
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
