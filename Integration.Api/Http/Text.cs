using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Integration.Api.Http;

/// <summary>What text may hold: Postgres cannot store NUL, and a line break in a name is a mistake or an attack.</summary>
internal static partial class Text
{
    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-");

    /// <summary>Letters and symbols by their category, and nothing to look at: the fillers of Hangul and the blank of Braille.</summary>
    private static readonly SearchValues<char> Blanks = SearchValues.Create("\u115f\u1160\u2800\u3164\uffa0");

    /// <summary>What is not seen and changes how the text around it is read: breaks without width, soft hyphens, and turns of the direction.</summary>
    private static readonly SearchValues<char> Hidden =
        SearchValues.Create("\u00ad\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069");

    public static bool IsLine(string text, int max) => text.Length <= max && !text.Any(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029');

    public static bool IsText(string text, int max) => text.Length <= max && !text.Contains('\0', StringComparison.Ordinal);

    /// <summary>Whether there is anything to see of it.</summary>
    public static bool IsVisible(string text) => text.EnumerateRunes().Any(letter =>
        Rune.GetUnicodeCategory(letter) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.OtherNotAssigned)
        && !(letter.IsBmp && Blanks.Contains((char)letter.Value)));

    /// <summary>A line as it is kept: without what is not seen and would turn or part the text that it is shown in.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Line(string? text) => text is null ? null : (text.AsSpan().ContainsAny(Hidden) ? string.Concat(text.Where(letter => !Hidden.Contains(letter))) : text).Trim();

    /// <summary>The host product's own ids: 1–128 of <c>A–Z a–z 0–9 . _ : -</c>.</summary>
    public static bool IsId(string text) => text.Length is >= 1 and <= 128 && !text.AsSpan().ContainsAnyExcept(IdCharacters) && !IsStep(text);

    /// <summary>An id that Lever may have given: one line that a path can carry.</summary>
    public static bool IsLeverId(string text) => IsLine(text, 100) && !string.IsNullOrWhiteSpace(text) && !IsStep(text);

    /// <summary>What a path takes for a step in it, however it is escaped: the id would lead to something else.</summary>
    private static bool IsStep(string text) => text is "." or "..";

    /// <summary>An address as Lever takes it: the host has a dot, and is ASCII.</summary>
    public static bool IsEmail(string text) => text.Length <= 254 && EmailAddress().IsMatch(text);

    /// <summary>The address in what was typed or pasted for one: without what is not seen, and what a mail program or a sentence puts around it.</summary>
    public static string Email(string typed)
    {
        var text = string.Concat(typed.Where(letter => char.GetUnicodeCategory(letter) != UnicodeCategory.Format)).Trim();
        for (var before = ""; before != text;)
        {
            before = text;
            text = text.Trim().TrimEnd('.', ',', ';', ':');
            if (text.EndsWith('>')) text = text[(text.LastIndexOf('<') + 1)..^1];
            text = text.Trim('<', '>', '(', ')', '[', ']', '"');
            if (text.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)) text = text["mailto:".Length..].Split('?')[0];
        }

        return text;
    }

    public static bool IsWebAddress(string text) =>
        IsLine(text, 2_000) && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    [GeneratedRegex(@"^[^\s\p{C}<>,;:""()\[\]\\@]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])\z")]
    private static partial Regex EmailAddress();
}
