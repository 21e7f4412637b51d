using Integration.Ui.Parts;

namespace Integration.Ui.Pages.Setup;

/// <summary>The states of a user mapping, and the refusals of one, in words.</summary>
public static class Mappings
{
    /// <summary>Lever's lowest role.</summary>
    private const string Interviewer = "interviewer";

    /// <summary>Members who export as one user: the state of a mapping depends on the others.</summary>
    public static ILookup<string, UserMapping> ByLeverUser(IEnumerable<UserMapping> all) =>
        all.Where(mapping => mapping.LeverUser is not null).ToLookup(mapping => mapping.LeverUser!.Id);

    /// <summary>True where somebody meant to export and cannot, or as somebody else too.</summary>
    public static bool NeedsAttention(UserMapping mapping, ILookup<string, UserMapping> all) => StateOf(mapping, all).Tone is Tone.Bad or Tone.Warn;

    public static Badge StateOf(UserMapping mapping, ILookup<string, UserMapping> all) => mapping switch
    {
        { LeverUser.IsDeactivated: true } => new("Deactivated in Lever", Tone.Bad, "alert"),
        { LeverUser.AccessRole: Interviewer } or { LeverUser: null, RoleTooLow: true } => new("Role too low", Tone.Bad, "alert"),
        { LeverUser: { } user } when all[user.Id].Count() > 1 => new("Mapped twice", Tone.Warn, "alert"),
        { LeverUser: not null, Active: true } => new("Mapped", Tone.Good, "check"),
        { LeverUser: not null } => new("Not active", Tone.Warn, "pause"),
        { Suggestion: not null } => new("Suggested", Tone.Accent),
        _ => new("No Lever user"),
    };

    /// <summary>What to do about a state in which this member cannot export; null where the row says it already.</summary>
    public static string? AdviceFor(UserMapping mapping, ILookup<string, UserMapping> all) => mapping switch
    {
        { LeverUser.IsDeactivated: true } => "Exports as this user fail. Reactivate the user in Lever, or remove the mapping and choose another.",
        { LeverUser.AccessRole: Interviewer } or { LeverUser: null, RoleTooLow: true } =>
            "An Interviewer in Lever may not add candidates. A Lever admin can raise the role.",
        { LeverUser: { } user } when all[user.Id].Where(other => other.MemberId != mapping.MemberId).Select(other => other.Name).ToList() is [var first, ..] =>
            $"{first} is mapped to this user too: Lever shows the exports of both as {user.Name}.",
        { LeverUser: not null, Active: false } => "Keeps the mapping, and may not export until it is activated again.",
        _ => null,
    };

    /// <summary>True where exports as this user succeed.</summary>
    public static bool CanExport(UserMapping mapping) => mapping is { Active: true, LeverUser: { IsDeactivated: false, AccessRole: not Interviewer } };

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
