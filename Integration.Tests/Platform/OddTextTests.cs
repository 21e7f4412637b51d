using System.Net;
using System.Net.Http.Json;
using Integration.Tests.Stack;

namespace Integration.Tests.Platform;

/// <summary>Text as it comes out of spreadsheets, mail programs and the hands of people who try.</summary>
public sealed class OddTextTests(StackFixture stack)
{
    [Theory]
    [InlineData("ada@people.example")]
    [InlineData(" ada@people.example\t")]
    [InlineData("\u200bada@people\u200b.example\ufeff")]
    [InlineData("\u00a0ada@people.example\u00a0")]
    [InlineData("mailto:ada@people.example?subject=Hello")]
    [InlineData("MAILTO:<ada@people.example>.")]
    [InlineData("<ada@people.example>")]
    [InlineData("Ada Example <ada@people.example>;")]
    [InlineData("(ada@people.example)")]
    [InlineData("ada@people.example.")]
    [InlineData("ada@people.example;,")]
    [InlineData("\u202aada@people.example\u202c")]
    public async Task What_surrounds_an_address_is_taken_away_before_it_is_kept_and_sent(string typed)
    {
        var account = await stack.ActiveAccountAsync();
        await account.PutCandidateAsync("c-1", new { name = "Ada", stage = "potential", emails = new[] { typed } });
        await stack.ScenarioAsync(s => s.WithPlatformKey().Put.To(account.PlatformPath("members/m-1"), new { name = "Mia", email = typed, role = "recruiter" }).StatusCodeShouldBe(201));

        var export = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = new[] { "c-1" } }));

        Assert.Equal(["ada@people.example"], (await account.HeldAsync(export.Items()[0].Text("opportunityId"))).Emails);
        Assert.Equal("ada@people.example", (await account.GetJsonAsync(account.Admin, "candidates/c-1")).Items("emails").Single().GetString());
        Assert.Contains((await account.GetJsonAsync(account.Admin, "members")).Items(), member => member.Text("email") == "ada@people.example");
    }

    [Theory]
    [InlineData("ada@people")]
    [InlineData("ada@people..example")]
    [InlineData("ada@.example")]
    [InlineData("ada@-people.example")]
    [InlineData("ada@p\u00e9ople.example")]
    [InlineData("ada@people.e")]
    [InlineData("ada example@people.example")]
    [InlineData("ada@people.example, bob@people.example")]
    [InlineData("@people.example")]
    [InlineData("ada")]
    [InlineData("mailto:")]
    public async Task What_is_no_address_of_a_host_that_Lever_takes_is_refused_and_named(string typed)
    {
        var account = await stack.CreateAccountAsync();
        object candidate = new { name = "Ada", stage = "potential", emails = new[] { "fine@people.example", typed } };
        object member = new { name = "Mia", email = typed, role = "recruiter" };

        foreach (var (path, body, field) in ((string, object, string)[])[("candidates/c-1", candidate, "emails[1]"), ("members/m-1", member, "email")])
        {
            var problem = await (await stack.Platform.PutAsJsonAsync(account.PlatformPath(path), body)).ProblemAsync(HttpStatusCode.BadRequest, "email-not-valid");
            Assert.Contains($"The field {field} is not an e-mail address", problem.Text("detail"), StringComparison.Ordinal);
        }

        var batch = await (await stack.Platform.PostAsJsonAsync(
            account.PlatformPath("candidates"),
            new object[] { new { id = "c-1", name = "Ada", stage = "potential", emails = new[] { typed } }, new { id = "c-2", name = "Bob", stage = "potential", emails = new[] { "bob@xn--pople-9ra.example" } } })).JsonAsync();
        var rejected = Assert.Single(batch.Items("rejected"));
        Assert.Equal(("c-1", "email-not-valid", 1), (rejected.Text("id"), rejected.Text("code"), batch.GetProperty("created").GetInt32()));
        Assert.Contains("emails[0]", rejected.Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u200b")]
    [InlineData("\u00a0\u2003")]
    [InlineData("\u3164")]
    [InlineData("\u2800\ufe0f")]
    [InlineData("\u202e\u202c")]
    [InlineData("\u0301")]
    [InlineData("Ada\u2028Example")]
    [InlineData("Ada\u2029Example")]
    public async Task A_name_of_nothing_visible_or_of_two_lines_is_400(string name)
    {
        var account = await stack.CreateAccountAsync();

        foreach (var (path, body) in ((string, object)[])
        [
            ("", new { name }), ("members/m-1", new { name, email = "m@contoso.example", role = "admin" }), ("requisitions/r-1", new { title = name }),
            ("candidates/c-1", new { name, stage = "potential" }), ("candidates/c-1", new { name = "Ada", stage = name }), ("candidates/c-1", new { name = "Ada", stage = "potential", tags = new[] { name } }),
        ])
        {
            await (await stack.Platform.PutAsJsonAsync(account.PlatformPath(path).TrimEnd('/'), body)).ProblemAsync(HttpStatusCode.BadRequest, "validation");
        }
    }

    [Fact]
    public async Task What_is_not_seen_and_turns_the_text_around_it_is_not_kept()
    {
        var account = await stack.ActiveAccountAsync();
        await account.PutCandidateAsync("c-1", new
        {
            name = "Erika \u202eretsuM\u2069 ",
            stage = "potential",
            headline = "\ufeffEngineer\u200b",
            location = "Ber\u00adlin",
            tags = new[] { "g\u2060o" },
            notes = new object[] { new { id = "n-1", text = "\u200b \n" }, new { id = "n-2", text = "To be seen" } },
        });

        var shown = await account.GetJsonAsync(account.Admin, "candidates/c-1");

        Assert.Equal(("Erika retsuM", "Engineer", "Berlin"), (shown.Text("name"), shown.Text("headline"), shown.Text("location")));
        Assert.Equal("go", shown.Items("tags").Single().GetString());
        Assert.Equal("n-2", Assert.Single(shown.Items("notes")).Text("id"));
    }

    [Theory]
    [InlineData("\u05d3\u05d5\u05d3 \u05db\u05d4\u05df")]
    [InlineData("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645")]
    [InlineData("\U0001f469\u200d\U0001f52c")]
    [InlineData("O\u2019Brien")]
    public async Task Names_of_whatever_script_stay_as_they_are(string name)
    {
        var account = await stack.CreateAccountAsync();

        await account.PutCandidateAsync("c-1", new { name, stage = "potential" });

        Assert.Equal(name, (await account.GetJsonAsync(account.Admin, "candidates/c-1")).Text("name"));
    }
}
