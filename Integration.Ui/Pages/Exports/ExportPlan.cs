using Integration.Ui.Parts;

namespace Integration.Ui.Pages.Exports;

/// <summary>What will happen to each candidate when the export starts, in words.</summary>
public sealed record ExportPlan(ExportPreview Preview)
{
    /// <summary>So many fit in the dialog; more scroll.</summary>
    public const int Named = 5;

    /// <summary>So many are named at all; what is not new comes first among them.</summary>
    public const int MostNamed = 100;

    /// <summary>So many postings of before are named.</summary>
    private const int MostTargets = 3;

    private const string NotFound = "candidate-not-found";

    /// <summary>Who was exported before, as our own records say.</summary>
    private readonly List<PreviewItem> _again = [.. Preview.Items.Where(item => item is { Code: null, Earlier.Count: > 0 })];

    private readonly List<PreviewItem> _fresh = [.. Preview.Items.Where(item => item is { Code: null, Earlier.Count: 0 })];

    /// <summary>Whom Lever is asked for by their address.</summary>
    private readonly List<PreviewItem> _asked = [.. Preview.Items.Where(item => item is { Code: null, Earlier.Count: 0 } && !LacksEmail(item))];

    public bool IsAboutNobody => Preview.Items.All(item => item.Code == NotFound);

    public IReadOnlyList<PreviewItem> Items { get; } =
        [.. Preview.Items.OrderBy(item => item.Code is null ? item.InLever == true || item.Earlier.Count > 0 ? 2 : 3 : item.Code == "already-exported" ? 1 : 0).Take(MostNamed)];

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
        foreach (var before in _again.GroupBy(item => Target(item.Earlier[0])).OrderByDescending(before => before.Count()).Take(MostTargets)) yield return Again(before.Key, [.. before]);
        if (_asked.Count > 0) yield return InLever();
        if (Preview.AlreadyExported > 0) yield return $"{Of(Preview.AlreadyExported)} in Lever already {postingId switch { null or "" => "as a general opportunity", SelectionPage.Linked => "for their posting", _ => "for this posting" }}, or on the way there, and will be skipped.";
        if (Preview.Failing > 0) yield return $"{Words.Count(Preview.Failing, "candidate")} cannot be exported: {Reason()}";
        if (_fresh.Count(LacksEmail) is > 0 and var nameless) yield return $"{Of(nameless)} without an e-mail address: Lever cannot tell whether it knows them.";
    }

    public static Badge Outcome(PreviewItem item) => item switch
    {
        { Code: "already-exported" } => new("Skipped: in Lever already"),
        { Code: not null } => new("Cannot be exported", Tone.Bad, "alert"),
        { InLever: true } or { Earlier.Count: > 0 } => new("One more opportunity", Tone.Accent),
        _ => new("New opportunity", Tone.Good),
    };

    /// <summary>What else is to say about a candidate: why not, or what is missing.</summary>
    public static string? Note(PreviewItem item) => item.Code switch
    {
        null when item.Earlier is [var before, ..] => $"In Lever {Target(before)}: {before.Stage}, exported by {before.ExportedByName ?? before.ExportedBy}",
        null when item.Lacks.Count > 0 => Words.Title(string.Join(", ", item.Lacks.Select(lack => lack switch { "email" => "no e-mail address", "resume" => "no résumé", _ => $"no {lack}" }))),
        null or "already-exported" => null,
        _ => item.Detail,
    };

    private string InLever() => (Known: _asked.Count(item => item.InLever == true), Open: _asked.Count(item => item.InLever is null)) switch
    {
        (0, > 0 and var open) => $"Whether Lever knows {(Preview.ToCreate == 1 ? "them" : Words.Count(open, "of them", "of them"))} by e-mail is being looked up.",
        (var known, > 0 and var open) => $"{Of(known)} known to Lever by e-mail; {open:N0} more are being looked up.",
        (0, _) => Preview.ToCreate == 1 ? "Lever does not know them yet by e-mail." : _again.Count > 0 ? "Lever knows none of the others yet by e-mail." : "Lever knows none of them yet by e-mail.",
        (1, _) when Preview.ToCreate == 1 => "Lever knows them by e-mail: their contact gets one more opportunity.",
        var (known, _) => $"{Of(known)} known to Lever by e-mail: {(known == 1 ? "the contact gets" : "their contacts get")} one more opportunity.",
    };

    private string Again(string target, IReadOnlyList<PreviewItem> items) => items switch
    {
        [{ Earlier: [var before, ..] }] when Preview.Total == 1 =>
            $"In Lever already {target} ({before.Stage}), exported by {before.ExportedByName ?? before.ExportedBy}: this adds one more opportunity.",
        { Count: 1 } => $"One is in Lever already {target} and gets one more opportunity.",
        _ => $"{items.Count:N0} are in Lever already {target} and get one more opportunity each.",
    };

    private static string Target(EarlierExport before) => before.PostingId is null ? "as a general opportunity" : $"for {before.PostingText ?? "another job posting"}";

    private string Reason() =>
        Preview.Items.Where(item => item.Code is not (null or "already-exported")).Select(item => item.Detail).OfType<string>().Distinct().ToList() is [var only]
            ? only
            : "the list says why.";

    private static bool LacksEmail(PreviewItem item) => item.Lacks.Contains("email");

    private static string Of(int count) => count == 1 ? "One is" : $"{count:N0} are";
}
