using Microsoft.AspNetCore.Html;

namespace Integration.Ui.Parts;

/// <summary>What a thing means, before it is a colour.</summary>
public enum Tone { Neutral, Accent, Good, Warn, Bad }

public enum ButtonKind { Primary, Secondary, Quiet, Danger }

/// <summary>A button, or with <see cref="Href"/> a link that looks like one.</summary>
public sealed record Button(string Text, ButtonKind Kind = ButtonKind.Primary)
{
    public string? Icon { get; init; }
    public string? Href { get; init; }
    public string? Name { get; init; }
    public string? Value { get; init; }
    public string? FormAction { get; init; }

    /// <summary>The id of the form that it sends, where it stands outside of it.</summary>
    public string? Form { get; init; }

    public bool Small { get; init; }

    /// <summary>Opens its page in the dialog where there is script, as a page where there is none.</summary>
    public bool InDialog { get; init; }

    /// <summary>Asks before it submits; without script the next page asks.</summary>
    public string? Describes { get; init; }

    /// <summary>What leads on points away from its words.</summary>
    public bool IconFollows => Icon is "arrow-right";

    public string Css => $"button {Kind.ToString().ToLowerInvariant()}{(Small ? " small" : "")}";
}

public sealed record Badge(string Text, Tone Tone = Tone.Neutral, string? Icon = null);

/// <summary>A labelled input with its hint and its error.</summary>
public sealed record Field(string Name, string Label, string? Value = null)
{
    public string Type { get; init; } = "text";
    public string? Hint { get; init; }
    public string? Error { get; init; }
    public string? Placeholder { get; init; }
    public string Autocomplete { get; init; } = "off";
    public bool Required { get; init; }
    public bool Mono { get; init; }
    public bool HideLabel { get; init; }
    public int? MaxLength { get; init; }

    /// <summary>The shape that the value is told to have as soon as it is typed: the name of a check in site.js.</summary>
    public string? Check { get; init; }

    /// <summary>The id of the datalist with what can be entered.</summary>
    public string? List { get; init; }

    public string Id { get => field ?? Name.Replace('.', '-').Replace('[', '-').Replace("]", "", StringComparison.Ordinal); init; }
}

/// <summary>A choice of one from many: a select, which script makes searchable by typing.</summary>
public sealed record Picker(string Name, string Label, IReadOnlyList<Choice> Choices, string? Selected = null)
{
    public string? None { get; init; }
    public string? Hint { get; init; }
    public string? Error { get; init; }
    public bool Searchable { get; init; }

    /// <summary>Where script asks for choices as somebody types, in place of having them all here.</summary>
    public string? Source { get; init; }
    public bool Required { get; init; }
    public bool HideLabel { get; init; }
    public string Id => Name.Replace('.', '-');
}

public sealed record Choice(string Value, string Text, string? Detail = null);

/// <summary>Where in a sequence of pages this one is. A step with an address can be gone back to.</summary>
public sealed record Stepper(string Label, IReadOnlyList<WizardStep> Steps);

public sealed record WizardStep(string Text, StepState State, string? Href = null);

public enum StepState { Done, Current, Ahead }

/// <summary>Rows under named columns, which on a narrow screen become a list of cards.</summary>
public sealed record Table(string Caption, IReadOnlyList<Column> Columns, IReadOnlyList<IHtmlContent> Rows)
{
    public bool ShowCaption { get; init; }
}

public sealed record Column(string Text, string? Css = null, bool Hidden = false)
{
    public IHtmlContent? Content { get; init; }
}

public sealed record EmptyState(string Title, string Text, Button? Action = null, string Icon = "inbox");

/// <summary>How far something is. Without a value: under way, nobody knows how far.</summary>
public sealed record Progress(string Label, int? Value, int Max)
{
    public string? Detail { get; init; }
}

/// <summary>A message about the page as a whole, with what to do about it.</summary>
public sealed record Banner(Tone Tone, string Title, string? Text = null)
{
    public Button? Action { get; init; }
    public string Icon => Tone switch
    {
        Tone.Good => "check-circle",
        Tone.Warn or Tone.Bad => "alert",
        _ => "info",
    };
}

public sealed record Toast(string Text, Tone Tone)
{
    public Undo? Undo { get; init; }
}

/// <summary>What takes something back: a form that is sent to an address and renews a region.</summary>
public sealed record Undo(string Address, string Region, IReadOnlyDictionary<string, string?> Fields);

/// <summary>A moment, told as how long ago while that is near.</summary>
public sealed record Moment(DateTimeOffset? At, string Never = "never");

/// <summary>The way to the pages behind this one of a list.</summary>
public sealed record Pager(string? NextHref, string? FirstHref = null);

/// <summary>The way back to the page above this one.</summary>
public sealed record Crumb(string Text, string Href);
