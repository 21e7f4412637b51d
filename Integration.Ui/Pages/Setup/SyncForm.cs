namespace Integration.Ui.Pages.Setup;

/// <summary>Automatic sync as a form: the same in the wizard's last step and in the settings.</summary>
public sealed class SyncForm
{
    public static IReadOnlyList<string> OfferedStages { get; } = ["potential", "qualified", "interested"];

    public bool Enabled { get; set; }

    public List<string> Stages { get; set; } = [];

    public string? DefaultMemberId { get; set; }

    public bool ExportNotes { get; set; }

    public static SyncForm From(Settings settings) => new()
    {
        Enabled = settings.AutoSync.Enabled,
        Stages = [.. settings.AutoSync.Stages],
        DefaultMemberId = settings.AutoSync.DefaultMemberId,
        ExportNotes = settings.ExportNotes,
    };

    public Settings ToSettings() =>
        new(new(Enabled, Stages, string.IsNullOrEmpty(DefaultMemberId) ? null : DefaultMemberId), ExportNotes);

    /// <summary>Why it cannot be switched on like this, if so.</summary>
    public string? Mistake => Enabled && Stages.Count == 0 ? "Choose at least one stage, or switch automatic sync off." : null;
}
