using Integration.Ui.Parts;

namespace Integration.Ui.Pages.Exports;

/// <summary>What will happen to each candidate when the export starts, in words.</summary>
public sealed record ExportPlan(ExportPreview Preview)
{
    /// <summary>So many fit in the dialog; more scroll.</summary>
    public const int Named = 5;

    /// <summary>So many are named at all; what is not new comes first among them.</summary>
    public const int MostNamed = 100;

    private const string NotFound = "candidate-not-found";

    public bool IsAboutNobody => Preview.Items.All(item => item.Code == NotFound);

    public IReadOnlyList<PreviewItem> Items { get; } =
        [.. Preview.Items.OrderBy(item => item.Code is null ? item.InLever == true ? 2 : 3 : item.Code == "already-exported" ? 1 : 0).Take(MostNamed)];

    public int Unnamed => Preview.Total - Items.Count;

    /// <summary>The linked posting if all candidates share it, each one's own if they differ, else none.</summary>
    public string? SuggestedPosting => Preview.Items.Where(item => item.Code != NotFound).Select(item => item.PostingId).Distinct().ToList() switch
    {
        [var only] => only,
        _ => SelectionPage.Linked,
    };

    public IEnumerable<string> Sentences(string? postingId)
    {
        var (one, many) = postingId switch
        {
            null or "" => ("One general opportunity", "general opportunities"),
            SelectionPage.Linked => ("One opportunity for the linked posting", "opportunities for the linked postings"),
            _ => ("One opportunity for the selected job posting", "opportunities for the selected job posting"),
        };
        if (Preview.ToCreate > 0) yield return $"{(Preview.ToCreate == 1 ? one : $"{Preview.ToCreate:N0} {many}")} in the 'New Lead' stage, with the source headhuntr.io, owned by you.";
        if (Preview.ToCreate > 0) yield return InLever();
        if (Preview.AlreadyExported > 0) yield return $"{Of(Preview.AlreadyExported)} in Lever already, or on the way there, and will be skipped.";
        if (Preview.Failing > 0) yield return $"{Words.Count(Preview.Failing, "candidate")} cannot be exported: {Reason()}";
        if (Lacking("email") is > 0 and var nameless) yield return $"{Of(nameless)} without an e-mail address: Lever cannot tell whether it knows them.";
    }

    public static Badge Outcome(PreviewItem item) => item switch
    {
        { Code: "already-exported" } => new("Skipped: in Lever already"),
        { Code: not null } => new("Cannot be exported", Tone.Bad, "alert"),
        { InLever: true } => new("One more opportunity", Tone.Accent),
        _ => new("New opportunity", Tone.Good),
    };

    /// <summary>What else is to say about a candidate: why not, or what is missing.</summary>
    public static string? Note(PreviewItem item) => item.Code switch
    {
        null when item.Lacks.Count > 0 => Words.Title(string.Join(", ", item.Lacks.Select(lack => lack switch { "email" => "no e-mail address", "resume" => "no résumé", _ => $"no {lack}" }))),
        null or "already-exported" => null,
        _ => item.Detail,
    };

    private string InLever() => Preview switch
    {
        { NotLookedUp: > 0, InLever: 0 } => $"Whether Lever knows {(Preview.ToCreate == 1 ? "them" : Words.Count(Preview.NotLookedUp, "of them", "of them"))} by e-mail is being looked up.",
        { NotLookedUp: > 0 } => $"{Of(Preview.InLever)} known to Lever by e-mail; {Preview.NotLookedUp:N0} more are being looked up.",
        { InLever: 0 } => Preview.ToCreate == 1 ? "Lever does not know them yet by e-mail." : "Lever knows none of them yet by e-mail.",
        { InLever: 1, ToCreate: 1 } => "Lever knows them by e-mail: their contact gets one more opportunity.",
        _ => $"{Of(Preview.InLever)} known to Lever by e-mail: {(Preview.InLever == 1 ? "the contact gets" : "their contacts get")} one more opportunity.",
    };

    private string Reason() =>
        Preview.Items.Where(item => item.Code is not (null or "already-exported")).Select(item => item.Detail).OfType<string>().Distinct().ToList() is [var only]
            ? only
            : "the list says why.";

    private int Lacking(string what) => Preview.Items.Count(item => item.Code is null && item.Lacks.Contains(what));

    private static string Of(int count) => count == 1 ? "One is" : $"{count:N0} are";
}
