using System.Net;
using System.Text.RegularExpressions;
using Integration.Tests.Stack;

namespace Integration.Tests.Pages;

/// <summary>Names that are read from the right, or say that they are, beside words of ours.</summary>
public sealed partial class TurnedNameTests(StackFixture stack)
{
    [Fact]
    public async Task A_name_that_turns_the_text_around_it_is_kept_to_itself_on_every_page()
    {
        var account = await stack.ActiveAccountAsync();
        var (candidate, other) = ((await account.AddCandidatesAsync(1)).Single(), (await account.AddCandidatesAsync(1)).Single());
        // As one that was kept before such letters were taken away.
        await stack.SqlAsync($"UPDATE candidates SET name = U&'Erika \\202eretsuM' WHERE id IN ('{candidate}', '{other}')");
        var export = await account.ExportAsync(new { candidateIds = new[] { other } });
        await account.CompletedAsync(export);
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);

        foreach (var address in (string[])["/candidates", $"/candidates/{candidate}", $"/exports/new?candidate={candidate}", $"/exports/{export}"])
        {
            var page = await visitor.OpenAsync(address);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            var text = WebUtility.HtmlDecode(Elsewhere().Replace(page.Html, ""));
            Assert.Contains("<bdi>Erika \u202eretsuM</bdi>", text);
            Assert.DoesNotContain("\u202e", text.Replace("<bdi>Erika \u202eretsuM</bdi>", "", StringComparison.Ordinal));
        }
    }

    /// <summary>The title, which a browser shows by itself, and what is within a tag.</summary>
    [GeneratedRegex("<title>.*?</title>|(?<=<[a-z][^<>]*)\"[^\"]*\"", RegexOptions.Singleline)]
    private static partial Regex Elsewhere();
}
