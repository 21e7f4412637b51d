using Integration.Ui.Parts;

namespace Integration.Ui.Pages.Setup;

/// <summary>The states of a user mapping, and the refusals of one, in words.</summary>
public static class Mappings
{
    /// <summary>Lever's lowest role.</summary>
    private const string Interviewer = "interviewer";

    public static Badge StateOf(UserMapping mapping) => mapping switch
    {
        { LeverUser.IsDeactivated: true } => new("Deactivated in Lever", Tone.Bad, "alert"),
        { LeverUser.AccessRole: Interviewer } or { LeverUser: null, RoleTooLow: true } => new("Role too low", Tone.Bad, "alert"),
        { LeverUser: not null, Active: true } => new("Mapped", Tone.Good, "check"),
        { LeverUser: not null } => new("Not active", Tone.Warn, "pause"),
        { Suggestion: not null } => new("Suggested", Tone.Accent),
        _ => new("No Lever user"),
    };

    /// <summary>What to do about a state in which this member cannot export; null where the row says it already.</summary>
    public static string? AdviceFor(UserMapping mapping) => mapping switch
    {
        { LeverUser.IsDeactivated: true } => "Exports as this user fail. Reactivate the user in Lever, or remove the mapping and choose another.",
        { LeverUser.AccessRole: Interviewer } or { LeverUser: null, RoleTooLow: true } =>
            "An Interviewer in Lever may not add candidates. A Lever admin can raise the role.",
        { LeverUser: not null, Active: false } => "Keeps the mapping, and may not export until it is activated again.",
        _ => null,
    };

    public static string Refusal(Problem problem) => problem.Code switch
    {
        "lever-user-not-found" => "No user in Lever has this e-mail address. Check it, or ask an admin in Lever to invite this person.",
        "lever-user-deactivated" => "This user is deactivated in Lever. Reactivate them there, or choose another.",
        "lever-role-too-low" => "This user is an Interviewer in Lever, who may not add candidates. A Lever admin can raise the role.",
        "validation" => "Enter the whole e-mail address.",
        _ => problem.Words,
    };

    /// <summary>True where the mapping can be made with one click.</summary>
    public static bool IsOpenSuggestion(UserMapping mapping) => mapping is { LeverUser: null, Suggestion: not null };
}
