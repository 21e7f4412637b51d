using System.Net;
using System.Text.RegularExpressions;

namespace Integration.Tests.Pages;

/// <summary>A page as it arrived: what it says, and the forms in it.</summary>
internal sealed partial record VisitedPage(Uri Address, HttpResponseMessage Answer, string Html)
{
    public HttpStatusCode Status => Answer.StatusCode;

    public string Path => Address.PathAndQuery;

    /// <summary>What a person reads, without mark-up, in one line.</summary>
    public string Text => Spaces().Replace(WebUtility.HtmlDecode(Tags().Replace(Html, " ")), " ");

    public string? Header(string name) => Answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    /// <summary>The form that is sent to this path: the first of several, unless told, and rather a change than a search.</summary>
    public PageForm Form(string action, int index = 0)
    {
        var forms = Forms().Matches(Html)
            .Select(match => PageForm.Read(match.Groups["attributes"].Value, match.Groups["content"].Value, Address))
            .Where(form => form.Action.AbsolutePath == action)
            .OrderByDescending(form => form.IsPost)
            .ToList();
        Assert.True(forms.Count > index, $"{Path} has no form to {action}: {Text}");
        return forms[index];
    }

    [GeneratedRegex("<form(?<attributes>[^>]*)>(?<content>.*?)</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<(script|style)[^>]*>.*?</\\1>|<[^>]+>", RegexOptions.Singleline)]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}

/// <summary>A form with what a browser would send of it.</summary>
internal sealed partial record PageForm(Uri Action, bool IsPost, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    public string Query => $"{Action.AbsolutePath}?{string.Join('&', Fields.Select(sent => $"{Uri.EscapeDataString(sent.Key)}={Uri.EscapeDataString(sent.Value)}"))}";

    public string this[string name] => Fields.First(sent => sent.Key == name).Value;

    public PageForm With(params (string Name, string? Value)[] fill)
    {
        var names = fill.Select(field => field.Name).ToHashSet();
        return this with
        {
            Fields =
            [
                .. Fields.Where(field => !names.Contains(field.Key)),
                .. fill.Where(field => field.Value is not null).Select(field => KeyValuePair.Create(field.Name, field.Value!)),
            ],
        };
    }

    public static PageForm Read(string attributes, string content, Uri page)
    {
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var control in Controls().Matches(content).Select(match => match.Value))
        {
            if (Attribute(control, "name") is not { } name) continue;
            if (Attribute(control, "type") is "checkbox" or "radio" && !control.Contains(" checked", StringComparison.Ordinal)) continue;

            var value = control.StartsWith("<select", StringComparison.Ordinal)
                ? Options().Matches(control).Select(option => option.Value).OrderByDescending(option => option.Contains(" selected", StringComparison.Ordinal)).FirstOrDefault()
                : control;
            if (value is not null) fields.Add(new(name, Attribute(value, "value") ?? ""));
        }

        var action = Attribute(attributes, "action") is { Length: > 0 } given ? new Uri(page, given) : page;
        return new(action, Attribute(attributes, "method") == "post", fields);
    }

    private static string? Attribute(string tag, string name)
    {
        var match = Regex.Match(tag, $"^[^>]*?\\s{name}=\"(?<value>[^\"]*)\"", RegexOptions.Singleline);
        return match.Success ? WebUtility.HtmlDecode(match.Groups["value"].Value) : null;
    }

    [GeneratedRegex("<input[^>]*>|<select.*?</select>", RegexOptions.Singleline)]
    private static partial Regex Controls();

    [GeneratedRegex("<option[^>]*>")]
    private static partial Regex Options();
}
