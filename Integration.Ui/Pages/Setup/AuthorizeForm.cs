namespace Integration.Ui.Pages.Setup;

/// <summary>The button that goes to Lever. Replacing lets go of the Lever account that was connected before.</summary>
public sealed record AuthorizeForm(string Text, bool Replace);
