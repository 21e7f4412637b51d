using Integration.Ui.Parts;

namespace Integration.Ui.Pages.Setup;

/// <summary>The configuration wizard: its steps, in the order of the help article.</summary>
public static class Wizard
{
    public const string Name = "Configuration Wizard";

    /// <summary>The stepper at the page with this address. Steps behind the authorization open with it.</summary>
    public static Stepper At(string address, Connection connection)
    {
        (string Text, string Address, bool Done)[] pages =
        [
            ("Authorize", "/setup/authorize", connection.IsAuthorized),
            ("Webhook configuration", "/setup/webhooks", connection is { Webhooks: not null, HearsLever: true }),
            ("User mapping", "/setup/users", connection.MappedUsers > 0),
            ("Activate", "/setup/activate", connection.IsActive),
        ];
        return new(Name, [.. pages.Select(page => new WizardStep(
            page.Text,
            page.Address == address ? StepState.Current : page.Done ? StepState.Done : StepState.Ahead,
            connection.IsAuthorized || page.Address == pages[0].Address ? page.Address : null))]);
    }
}
