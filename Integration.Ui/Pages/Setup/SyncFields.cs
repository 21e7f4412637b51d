namespace Integration.Ui.Pages.Setup;

/// <summary>What the fields of automatic sync show: the form, and whom it can name.</summary>
public sealed record SyncFields(SyncForm Form, IReadOnlyList<UserMapping> Mapped);
