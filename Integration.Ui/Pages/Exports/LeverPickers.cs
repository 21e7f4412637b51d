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
    public async Task<LeverPickers> WithAsync(IntegrationApi api, string? postingId, CancellationToken ct) =>
        string.IsNullOrEmpty(postingId) || postingId == NewModel.Linked || Postings.Problem is not null || Find(postingId) is not null
            ? this
            : this with { Postings = await api.ListPostingsAsync(ct) };

    public bool HasRequisitions => Requisitions.Value is { Available: true, Items.Count: > 0 };

    public IReadOnlyList<Choice> PostingChoices(string? chosen, bool offersLinked)
    {
        List<Choice> choices = [.. Choices(Postings, chosen)];
        // A posting that Lever no longer offers must not vanish silently: its name is unknown, its choice is kept.
        if (!string.IsNullOrEmpty(chosen) && chosen != NewModel.Linked && choices.All(choice => choice.Value != chosen))
            choices.Insert(0, new(chosen, "The linked posting"));
        if (offersLinked) choices.Insert(0, new(NewModel.Linked, "The posting linked to each requisition"));
        return choices;
    }

    public IReadOnlyList<Choice> RequisitionChoices(string? chosen) => [.. Choices(Requisitions, chosen)];

    private LeverChoice? Find(string id) => Postings.Value?.Items.FirstOrDefault(posting => posting.Id == id);

    private IEnumerable<Choice> Choices(Answer<LeverChoices> list, string? chosen) =>
        (list.Value?.Items ?? []).Where(found => Whole || found.Id == chosen)
            .Select(found => new Choice(found.Id, found.Text, found.Detail));
}
