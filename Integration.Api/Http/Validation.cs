using System.ComponentModel.DataAnnotations;

namespace Integration.Api.Http;

/// <summary>One line of text: no control characters, at most <paramref name="max"/> characters; something to see in it unless it may be blank.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
internal sealed class LineAttribute(int max) : ValidationAttribute($"The field {{0}} must be one line of at most {max} characters.")
{
    public bool MayBeBlank { get; init; }

    public override bool IsValid(object? value) => value switch
    {
        null => true,
        string line => Text.IsLine(line, max) && (MayBeBlank || Text.IsVisible(line)),
        IEnumerable<string> lines => lines.All(line => line is not null && Text.IsLine(line, max) && Text.IsVisible(line)),
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

/// <summary>An e-mail address.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class EmailAttribute() : ValidationAttribute("The field {0} must be an e-mail address.")
{
    public override bool IsValid(object? value) => value is null || (value is string email && Text.IsEmail(Text.Email(email)));
}

/// <summary>An absolute http or https address.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WebAddressAttribute() : ValidationAttribute("The field {0} must be an absolute http or https address.")
{
    public override bool IsValid(object? value) => value is null || (value is string address && Text.IsWebAddress(address));
}
