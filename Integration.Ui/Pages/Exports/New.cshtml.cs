using Htmx;
using Integration.Ui.Parts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Integration.Ui.Pages.Exports;

/// <summary>The export dialog: whom, for which posting, and what will happen.</summary>
public sealed class NewModel(IntegrationApi api) : SelectionPage(api)
{
    /// <summary>Made with the form, so that a second click repeats the first one's request.</summary>
    [BindProperty]
    public string IdempotencyKey { get; set; } = NewKey();

    /// <summary>Whom the form was shown for.</summary>
    [BindProperty]
    public string? Seen { get; set; }

    /// <summary>True where "each candidate's own posting" is a choice of its own.</summary>
    [BindProperty]
    public bool OffersLinked { get; set; }

    public LeverPickers Pickers { get; private set; } = null!;

    public Banner? Refused { get; private set; }

    /// <summary>True where only an admin can open the way: there is nothing to fill in.</summary>
    public bool IsClosed => Problem?.Code is "user-not-mapped" or "not-active";

    /// <summary>Where the form was opened: its candidates stand in the address, so that reload and back keep them.</summary>
    public string Address => Request.Path + Request.QueryString;

    /// <summary>The same, with those who are in Lever already.</summary>
    public string AgainAddress => QueryHelpers.AddQueryString(Address, "again", "true");

    /// <summary>Over a page that stays; else the form is the page.</summary>
    public bool IsInDialog => Request.IsHtmx()
        && !(Uri.TryCreate(Request.Headers["HX-Current-URL"], UriKind.Absolute, out var page) && page.AbsolutePath == Request.Path);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await SelectAsync(ct);
        return await FormAsync(Request.Query.ContainsKey(nameof(PostingId)), ct);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await SelectAsync(ct);
        if (Selected.Ids.Count > 0 && Seen is not null && Seen != Fingerprint)
        {
            Refused = new(Tone.Warn, "The list has changed since you opened this.", "Look at whom it is about now, and export again.");
        }
        else if (Selected.Ids.Count > 0)
        {
            var started = await Api.StartExportAsync(Wanted, IdempotencyKey, ct);
            if (started.Problem is null) return Leave(started.Required.Id);

            Refuse(started.Problem);
        }

        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return await FormAsync(isChosen: true, ct);
    }

    private IActionResult Leave(string export) => Request.IsHtmx() && !IsInDialog
        ? this.RedirectWindow($"/exports/{Uri.EscapeDataString(export)}")
        : RedirectToPage("Show", new { id = export });

    private async Task<IActionResult> FormAsync(bool isChosen, CancellationToken ct)
    {
        // A dialog opens at once and asks then; a page that may have no script has to know now.
        var (whole, pickers) = (!Request.IsHtmx(), LeverPickers.LoadAsync(Api, whole: !Request.IsHtmx(), ct));
        await ForeseeAsync(isChosen ? Wanted : Wanted with { LinkedPostings = true }, lookUp: whole, ct);
        if (whole && Problem is { Status: >= 500 }) await ForeseeAsync(isChosen ? Wanted : Wanted with { LinkedPostings = true }, lookUp: false, ct);
        if (!isChosen)
        {
            PostingId = Plan is null ? Linked : Plan.SuggestedPosting;
            OffersLinked = PostingId == Linked;
            if (PostingId is null && await FindLastPostingAsync(ct) is { } last)
            {
                PostingId = last;
                await ForeseeAsync(Wanted, lookUp: whole, ct);
            }
        }

        if (Problem is { Status: < 500 } problem && Refused is null) Refuse(problem);
        Pickers = await (await pickers).WithAsync(Api, PostingId, ct);
        return PageOr("_ExportForm", this);
    }

    /// <summary>The posting that was chosen last for this requisition, where it still takes candidates.</summary>
    private async Task<string?> FindLastPostingAsync(CancellationToken ct) =>
        Plan?.Preview.LastPostingId is { } last && (await Api.FindPostingAsync(last, ct)).Value is { Items.Count: > 0 } ? last : null;

    private void Refuse(Problem problem)
    {
        switch (problem.Code)
        {
            case "requisition-not-of-posting":
                ModelState.AddModelError(nameof(RequisitionId), "This requisition does not belong to the chosen posting in Lever.");
                break;
            case "user-not-mapped":
                Refused = new(Tone.Warn, "You are not mapped to a user in Lever.", "Only mapped users will be able to export candidates.")
                {
                    Action = Me.IsAdmin ? new("Map users", ButtonKind.Secondary) { Href = "/setup/users" } : null,
                };
                break;
            case "not-active":
                Refused = new(Tone.Warn, "The Lever integration is not active.", Me.IsAdmin ? "Activate it under Company Account Details, then export." : "An admin can activate it under Company Account Details.")
                {
                    Action = Me.IsAdmin ? new("Set up Lever", ButtonKind.Secondary) { Href = "/setup" } : null,
                };
                break;
            case "idempotency-key-reused":
                // The form was sent before with other choices; a new key makes it a new export.
                IdempotencyKey = NewKey();
                Refused = new(Tone.Warn, "This form was sent before, with other choices.", "Look at the history of exports first. To export once more, send it again.");
                break;
            default:
                Refused = new(Tone.Bad, "The export could not be started.", problem.Words);
                break;
        }
    }

    private static string NewKey() => Guid.CreateVersion7().ToString();
}
