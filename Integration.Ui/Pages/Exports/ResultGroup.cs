namespace Integration.Ui.Pages.Exports;

/// <summary>The items of an export with one outcome, or a page of them.</summary>
public sealed record ResultGroup(string Status, int Count, IReadOnlyList<ExportItem> Items, string? NextAddress)
{
    public string Title => Status switch { "failed" => "Failed", "skipped" => "Skipped", _ => "Exported" };

    /// <summary>Each reason is said once, above those whom it is about.</summary>
    public IEnumerable<IGrouping<string, ExportItem>> Reasons =>
        Items.GroupBy(item => item.Status == "exported" ? "" : Outcomes.Of(item));
}
