using System.Globalization;
using System.Text.Json;
using Lever.Sandbox.Api;
using Lever.Sandbox.Contacts;
using Lever.Sandbox.Files;

namespace Lever.Sandbox.Opportunities;

/// <summary>
/// The same body as <c>multipart/form-data</c>: one part per array item (<c>emails[]</c>). For phones two forms are in
/// use, <c>phones[]</c> with JSON and <c>phones[0][value]</c>; both are read.
/// </summary>
internal static class NewOpportunityForm
{
    public static async Task<(NewOpportunity Body, IReadOnlyList<NewFile> Files)> ReadAsync(HttpRequest request)
    {
        var form = await FormFiles.ReadFormAsync(request);
        var body = new NewOpportunity
        {
            Name = Text(form, "name"),
            Headline = Text(form, "headline"),
            Stage = Text(form, "stage"),
            Location = Text(form, "location"),
            Phones = Phones(form),
            Emails = Texts(form, "emails"),
            Links = Texts(form, "links"),
            Tags = Texts(form, "tags"),
            Sources = Texts(form, "sources"),
            Origin = Text(form, "origin"),
            Owner = Text(form, "owner"),
            Followers = Texts(form, "followers"),
            Postings = Texts(form, "postings"),
            CreatedAt = Number(form, "createdAt"),
            Archived = new(Text(form, "archived[reason]"), Number(form, "archived[archivedAt]")),
            Contact = Text(form, "contact"),
            OpportunityLocation = Text(form, "opportunityLocation"),
        };
        return (body, await FilesAsync(form.Files));
    }

    private static string? Text(IFormCollection form, string name) =>
        form[name] is [{ Length: > 0 } text, ..] ? text : null;

    private static IReadOnlyList<string>? Texts(IFormCollection form, string name) =>
        form[name + "[]"].Concat(form[name]).OfType<string>().ToList() is { Count: > 0 } texts ? texts : null;

    private static long? Number(IFormCollection form, string name) => Text(form, name) switch
    {
        null => null,
        var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw Refusal.BadRequest($"{name} must be a number"),
    };

    private static List<Phone> Phones(IFormCollection form)
    {
        var phones = new List<Phone>();
        foreach (var json in Texts(form, "phones") ?? [])
        {
            try
            {
                if (JsonSerializer.Deserialize<Phone>(json, LeverJson.Options) is { Value: not null } phone) phones.Add(phone);
            }
            catch (JsonException)
            {
                throw Refusal.BadRequest("phones[] must be JSON objects");
            }
        }

        for (var i = 0; Text(form, $"phones[{i}][value]") is { } value; i++) phones.Add(new(Text(form, $"phones[{i}][type]"), value));
        return phones;
    }

    private static async Task<IReadOnlyList<NewFile>> FilesAsync(IFormFileCollection parts)
    {
        if (parts.Count(part => part.Name == "resumeFile") > 1) throw Refusal.BadRequest("Only one resumeFile is allowed");

        var files = new List<NewFile>();
        foreach (var part in parts.Where(part => part.Name is "resumeFile" or "files" or "files[]"))
        {
            files.Add(await FormFiles.ReadAsync(part, isResume: part.Name == "resumeFile"));
        }

        return files;
    }
}
