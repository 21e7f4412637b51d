using Integration.Ui.Parts;

namespace Integration.Ui.Pages.Exports;

/// <summary>
/// Lever's postings and requisitions to choose from. Whole lists for a page that may have no script; a dialog asks for
/// them while somebody types, and carries only what is chosen already.
/// </summary>
public sealed record LeverPickers(Answer<LeverChoices> Postings, Answer<LeverChoices> Requisitions, bool Whole)
{
    public static async Task<LeverPickers> LoadAsync(IntegrationApi api, bool whole, CancellationToken ct)
    {
        var postings = whole ? api.ListPostingsAsync(ct) : api.SearchChoicesAsync("postings", null, ct);
        var requisitions = whole ? api.ListLeverRequisitionsAsync(ct) : api.SearchChoicesAsync("requisitions", null, ct);
        return new(await postings, await requisitions, whole);
    }

    /// <summary>These, with the posting that is chosen already among them, however far behind in the list.</summary>
    public async Task<LeverPickers> WithAsync(IntegrationApi api, string? postingId, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(postingId) || postingId == SelectionPage.Linked || Postings.Value is not { } listed || Whole || Has(listed, postingId))
            return this;

        return await api.FindPostingAsync(postingId, ct) is { Value: { Items: [var chosen, ..] } }
            ? this with { Postings = new(listed with { Items = [.. listed.Items, chosen] }, null) }
            : this;
    }

    public Problem? Problem => Postings.Problem ?? Requisitions.Problem;

    public bool HasRequisitions => Requisitions.Value is { Available: true, Items.Count: > 0 };

    public IReadOnlyList<Choice> PostingChoices(string? chosen, bool offersLinked)
    {
        List<Choice> choices = [.. Choices(Postings, chosen)];
        // A posting that Lever does not offer must not vanish silently: its name is unknown, its choice is kept.
        if (!string.IsNullOrEmpty(chosen) && chosen != SelectionPage.Linked && choices.All(choice => choice.Value != chosen))
            choices.Insert(0, new(chosen, "The linked posting"));
        if (offersLinked) choices.Insert(0, new(SelectionPage.Linked, "The posting linked to each requisition"));
        return choices;
    }

    public IReadOnlyList<Choice> RequisitionChoices(string? chosen) => [.. Choices(Requisitions, chosen)];

    private static bool Has(LeverChoices list, string id) => list.Items.Any(posting => posting.Id == id);

    private IEnumerable<Choice> Choices(Answer<LeverChoices> list, string? chosen) =>
        (list.Value?.Items ?? []).Where(found => Whole || found.Id == chosen)
            .Select(found => new Choice(found.Id, found.Text, found.Detail));
}
