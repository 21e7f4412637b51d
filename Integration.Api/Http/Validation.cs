using System.Buffers;
using System.ComponentModel.DataAnnotations;

namespace Integration.Api.Http;

/// <summary>What text may hold: Postgres cannot store NUL, and a line break in a name is a mistake or an attack.</summary>
internal static class Text
{
    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-");

    public static bool IsLine(string text, int max) => text.Length <= max && !text.Any(char.IsControl);

    public static bool IsText(string text, int max) => text.Length <= max && !text.Contains('\0', StringComparison.Ordinal);

    /// <summary>The host product's own ids: 1–128 of <c>A–Z a–z 0–9 . _ : -</c>.</summary>
    public static bool IsId(string text) => text.Length is >= 1 and <= 128 && !text.AsSpan().ContainsAnyExcept(IdCharacters) && !IsStep(text);

    /// <summary>An id that Lever may have given: one line that a path can carry.</summary>
    public static bool IsLeverId(string text) => IsLine(text, 100) && !string.IsNullOrWhiteSpace(text) && !IsStep(text);

    /// <summary>What a path takes for a step in it, however it is escaped: the id would lead to something else.</summary>
    private static bool IsStep(string text) => text is "." or "..";

    public static bool IsEmail(string text) =>
        IsLine(text, 320) && !text.Contains(' ', StringComparison.Ordinal) && text.Split('@') is [{ Length: > 0 }, { Length: > 0 }];

    public static bool IsWebAddress(string text) =>
        IsLine(text, 2_000) && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
}

/// <summary>One line of text: no control characters, at most <paramref name="max"/> characters; not blank unless allowed.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
internal sealed class LineAttribute(int max) : ValidationAttribute($"The field {{0}} must be one line of at most {max} characters.")
{
    public bool MayBeBlank { get; init; }

    public override bool IsValid(object? value) => value switch
    {
        null => true,
        string line => Text.IsLine(line, max) && (MayBeBlank || !string.IsNullOrWhiteSpace(line)),
        IEnumerable<string> lines => lines.All(line => !string.IsNullOrWhiteSpace(line) && Text.IsLine(line, max)),
        _ => false,
    };
}

/// <summary>An id of the host product.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
internal sealed class PlatformIdAttribute() : ValidationAttribute("The field {0} must be 1-128 of A-Z a-z 0-9 . _ : -")
{
    public override bool IsValid(object? value) => value is null || (value is string id && Text.IsId(id));
}

/// <summary>An id of Lever.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
internal sealed class LeverIdAttribute() : ValidationAttribute("The field {0} must be an id of Lever.")
{
    public override bool IsValid(object? value) => value is null || (value is string id && Text.IsLeverId(id));
}

/// <summary>An e-mail address, or a list of them.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class EmailsAttribute() : ValidationAttribute("The field {0} must hold e-mail addresses.")
{
    public override bool IsValid(object? value) => value switch
    {
        null => true,
        string email => Text.IsEmail(email),
        IEnumerable<string> emails => emails.All(email => email is not null && Text.IsEmail(email)),
        _ => false,
    };
}

/// <summary>An absolute http or https address.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WebAddressAttribute() : ValidationAttribute("The field {0} must be an absolute http or https address.")
{
    public override bool IsValid(object? value) => value is null || (value is string address && Text.IsWebAddress(address));
}
