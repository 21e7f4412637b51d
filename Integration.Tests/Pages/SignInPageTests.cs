using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Integration.Tests.Stack;

namespace Integration.Tests.Pages;

/// <summary>The ways in and out of the pages.</summary>
public sealed class SignInPageTests(StackFixture stack)
{
    [Fact]
    public async Task Whoever_is_signed_out_reads_how_to_sign_in_and_is_led_back_afterwards()
    {
        var account = await stack.CreateAccountAsync();
        using var visitor = Visitor.At(stack.Ui);

        var asked = await visitor.OpenAsync("/candidates?stage=potential");
        var opened = await visitor.SignInAsync(await LinkAsync(account, "/"));

        Assert.Equal("/sign-in?returnTo=%2Fcandidates%3Fstage%3Dpotential", asked.Path);
        Assert.Contains("Sign in from headhuntr.io", asked.Text, StringComparison.Ordinal);
        Assert.Equal("/candidates?stage=potential", opened.Path);
        Assert.Equal(HttpStatusCode.OK, opened.Status);
    }

    [Fact]
    public async Task A_link_opens_once_and_leads_to_its_page()
    {
        var account = await stack.CreateAccountAsync();
        var link = await LinkAsync(account, "/exports");
        using var first = Visitor.At(stack.Ui);
        using var second = Visitor.At(stack.Ui);

        var opened = await first.SignInAsync(link);
        var again = await second.OpenAsync(link);

        Assert.Equal("/exports", opened.Path);
        Assert.Equal(HttpStatusCode.Gone, again.Status);
        Assert.Contains("This sign-in link was used already, or is too old.", again.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("headhuntr-session", again.Header("Set-Cookie") ?? "", StringComparison.Ordinal);
        Assert.Equal("/sign-in?returnTo=%2F", (await second.OpenAsync("/")).Path);
    }

    [Theory]
    [InlineData("//elsewhere.example/")]
    [InlineData("/\\elsewhere.example")]
    [InlineData("https://elsewhere.example/")]
    public async Task Nobody_is_led_to_another_site(string returnTo)
    {
        var account = await stack.CreateAccountAsync();
        using var visitor = Visitor.At(stack.Ui);

        await visitor.OpenAsync($"/sign-in?returnTo={Uri.EscapeDataString(returnTo)}");
        var opened = await visitor.SignInAsync(await LinkAsync(account, "/"));

        Assert.Equal(new Uri(stack.Ui, "/"), opened.Address);
    }

    [Fact]
    public async Task A_session_that_ends_leads_to_the_sign_in_page_and_back_to_the_same_page()
    {
        var account = await stack.CreateAccountAsync();
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);
        await account.PutMemberAsync(account.Recruiter, active: false);

        var page = await visitor.OpenAsync("/exports");
        var byHtmx = await visitor.OpenAsync("/exports/new?candidate=x", ("HX-Request", "true"), ("HX-Current-URL", $"{stack.Ui}candidates"));

        Assert.Equal("/sign-in?returnTo=%2Fexports", page.Path);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal("/sign-in?returnTo=%2Fcandidates", byHtmx.Header("HX-Redirect"));
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        var account = await stack.CreateAccountAsync();
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);

        await visitor.SubmitAsync(await visitor.OpenAsync("/"), "/sign-out");

        Assert.StartsWith("/sign-in", (await visitor.OpenAsync("/")).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_Development_a_demo_member_is_chosen_and_lands_where_they_wanted_to_be()
    {
        using var visitor = Visitor.At(stack.Ui);

        var page = await visitor.OpenAsync("/exports");
        var nobody = await visitor.SubmitAsync(page, "/sign-in", [("Choice", null)]);
        var signedIn = await visitor.SubmitAsync(page, "/sign-in", [("Choice", "northwind/ravi")]);

        Assert.Equal("/exports", signedIn.Path);
        Assert.Contains("Ravi Recruiter", signedIn.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, nobody.Status);
        Assert.Contains("Choose a member", nobody.Text, StringComparison.Ordinal);
    }

    private async Task<string> LinkAsync(TestAccount account, string returnTo)
    {
        var answer = await stack.Platform.PostAsJsonAsync(account.PlatformPath("sessions"), new { memberId = account.Recruiter, returnTo });
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("url").GetString()!;
    }
}
