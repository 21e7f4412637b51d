using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Alba;
using AppHost.Embedded;
using Integration.Tests.Pages;
using Integration.Tests.Stack;
using Integration.Ui;
using ServiceDefaults;

namespace Integration.Tests.Access;

/// <summary>One-time sign-in links and the cookie that they give.</summary>
public sealed class SignInTests(StackFixture stack)
{
    [Fact]
    public async Task A_link_signs_the_member_in_for_the_UI_and_the_API_and_leads_to_the_page_that_was_asked_for()
    {
        var account = await stack.CreateAccountAsync();
        var session = await SessionAsync(account, new { memberId = account.Recruiter, returnTo = "/candidates?stage=qualified" });
        Assert.StartsWith($"{stack.Ui}sign-in?token=", session.GetProperty("url").GetString());
        Assert.InRange(session.GetProperty("expiresAt").GetDateTimeOffset() - DateTimeOffset.UtcNow, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(60));

        using var browser = Browser();
        var opened = await TestAccount.SignInAsync(browser, new(session.Text("url")));

        Assert.Equal(HttpStatusCode.Redirect, opened.StatusCode);
        Assert.Equal("/candidates?stage=qualified", opened.Headers.Location?.ToString());
        var me = await (await browser.GetAsync(new Uri(stack.Api, "/me"))).JsonAsync();
        Assert.Equal(account.Id, me.GetProperty("accountId").GetString());
        Assert.Equal(account.Recruiter, me.GetProperty("memberId").GetString());
        Assert.Equal("Ravi Recruiter", me.GetProperty("name").GetString());
        Assert.Equal("recruiter", me.GetProperty("role").GetString());
        Assert.False(me.GetProperty("mapped").GetBoolean());
    }

    [Fact]
    public async Task A_link_opened_a_second_time_says_so_and_gives_no_cookie()
    {
        var account = await stack.CreateAccountAsync();
        var url = (await SessionAsync(account, new { memberId = account.Admin })).GetProperty("url").GetString();
        using var first = Browser();
        Assert.Equal(HttpStatusCode.Redirect, (await TestAccount.SignInAsync(first, new(url!))).StatusCode);

        using var second = Browser();
        await GivesNothingAsync(second, url);
    }

    [Fact]
    public async Task A_link_opened_by_many_at_once_signs_one_of_them_in()
    {
        var account = await stack.CreateAccountAsync();
        var url = (await SessionAsync(account, new { memberId = account.Admin })).GetProperty("url").GetString()!;
        var token = url[(url.IndexOf('=') + 1)..];

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => stack.Platform.PostAsJsonAsync("/sign-in", new { token })));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(7, answers.Count(answer => answer.StatusCode == HttpStatusCode.Gone));
    }

    [Fact]
    public async Task A_link_opened_after_its_minute_says_so_and_gives_no_cookie()
    {
        var account = await stack.CreateAccountAsync();
        var url = (await SessionAsync(account, new { memberId = account.Admin })).GetProperty("url").GetString();
        await stack.SqlAsync($"UPDATE sign_in_links SET expires_at = now() - interval '1 second' WHERE account_id = '{account.Id}'");

        using var browser = Browser();
        await GivesNothingAsync(browser, url);
    }

    [Fact]
    public async Task A_link_of_a_member_who_was_deactivated_meanwhile_gives_no_cookie()
    {
        var account = await stack.CreateAccountAsync();
        var url = (await SessionAsync(account, new { memberId = account.Recruiter })).GetProperty("url").GetString();
        await account.PutMemberAsync(account.Recruiter, active: false);

        using var browser = Browser();
        await GivesNothingAsync(browser, url);
    }

    [Fact]
    public async Task There_is_no_link_for_an_unknown_or_inactive_member_or_an_unknown_account()
    {
        var account = await stack.CreateAccountAsync();
        await account.PutMemberAsync(account.Recruiter, active: false);

        foreach (var (of, member) in ((string, string)[])[(account.Id, "nobody"), (account.Id, account.Recruiter), ("unknown", account.Admin)])
            await SessionAsync(of, new { memberId = member }, s => s.ProblemShouldBe(404, "not-found"));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("\\/evil.example/")]
    [InlineData("candidates")]
    [InlineData("")]
    [InlineData(" /")]
    [InlineData("/\t/evil.example")]
    [InlineData("/a\r\nLocation: https://evil.example")]
    [InlineData("/a\n")]
    [InlineData("/\0")]
    [InlineData("javascript:alert(1)")]
    public async Task A_returnTo_that_could_lead_elsewhere_is_refused(string returnTo)
    {
        var account = await stack.CreateAccountAsync();

        await SessionAsync(account.Id, new { memberId = account.Admin, returnTo }, s => s.ProblemShouldBe(400, "validation"));
    }

    [Theory]
    [InlineData(null, "/")]
    [InlineData("/", "/")]
    [InlineData("/exports?a=/b//c", "/exports?a=/b//c")]
    [InlineData("/candidates?search=Müller", "/candidates?search=M%C3%BCller")]
    [InlineData("/candidates?search=a b", "/candidates?search=a%20b")]
    [InlineData("/／", "/%EF%BC%8F")]
    public async Task A_returnTo_within_the_UI_is_kept(string? returnTo, string expected)
    {
        var account = await stack.CreateAccountAsync();
        var url = (await SessionAsync(account, new { memberId = account.Admin, returnTo })).GetProperty("url").GetString();

        using var browser = Browser();
        Assert.Equal(expected, (await TestAccount.SignInAsync(browser, new(url!))).Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData("http://localhost:{0}", null, false)]
    [InlineData("https://ui.headhuntr.example", "headhuntr.example", true)]
    [InlineData("https://headhuntr.example", null, true)]
    public async Task The_cookie_is_HttpOnly_and_Lax_and_Secure_behind_https_and_of_the_domain_that_was_set(string uiUrl, string? domain, bool isSecure)
    {
        var account = await stack.CreateAccountAsync();
        var (api, ui) = (stack.Api.Port, LoopbackPort.Free());
        var settings = stack.UiSettings(api, ui);
        settings["PublicUrls:Ui"] = string.Format(System.Globalization.CultureInfo.InvariantCulture, uiUrl, ui);
        if (domain is not null) settings["Cookie:Domain"] = domain;
        await using var service = new RunningService<IntegrationApi>(ui, settings);
        var link = (await SessionAsync(account, new { memberId = account.Admin })).GetProperty("url").GetString()!;

        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        var address = new Uri(service.Url, new Uri(link).PathAndQuery);
        var asked = await browser.GetAsync(address);
        var form = new VisitedPage(address, asked, await asked.Content.ReadAsStringAsync()).Form("/sign-in");
        using var yes = new HttpRequestMessage(HttpMethod.Post, form.Action) { Content = new FormUrlEncodedContent(form.Fields) };
        yes.Headers.Add("Cookie", string.Join("; ", asked.Headers.GetValues("Set-Cookie").Select(given => given.Split(';')[0])));
        var opened = await browser.SendAsync(yes);

        var name = isSecure && domain is null ? $"__Host-{SignInCookie.Name}" : SignInCookie.Name;
        foreach (var given in asked.Headers.GetValues("Set-Cookie").Concat(opened.Headers.GetValues("Set-Cookie")))
        {
            Assert.Equal(isSecure, given.Contains("; secure", StringComparison.OrdinalIgnoreCase));
            if (!given.StartsWith(name, StringComparison.Ordinal)) Assert.Equal(isSecure, given.StartsWith("__Host-", StringComparison.Ordinal));
        }

        Assert.Equal(isSecure, opened.Headers.Contains("Strict-Transport-Security"));
        var cookie = Assert.Single(opened.Headers.GetValues("Set-Cookie"), value => value.StartsWith($"{name}=", StringComparison.Ordinal)).ToLowerInvariant();
        Assert.Contains("; httponly", cookie);
        Assert.Contains("; samesite=lax", cookie);
        Assert.Contains("; path=/", cookie);
        Assert.Equal(isSecure, cookie.Contains("; secure"));
        Assert.Equal(domain is not null, cookie.Contains($"; domain={domain}"));
        if (domain is null) Assert.DoesNotContain("domain=", cookie);
    }

    [Fact]
    public async Task A_link_says_whom_it_signs_in_and_where_and_who_is_signed_in_and_waits_for_a_yes()
    {
        var (account, other) = (await stack.CreateAccountAsync(), await stack.CreateAccountAsync());
        using var browser = await account.SignInAsync(account.Admin);

        var page = await (await browser.GetAsync(await other.SignInUrlAsync(other.Recruiter))).Content.ReadAsStringAsync();

        Assert.All([$"Company {other.Id}", "Ravi Recruiter", "Ada Admin", $"Company {account.Id}"], words => Assert.Contains(words, page, StringComparison.Ordinal));
        Assert.Equal(account.Id, await AccountInAsync(browser));
    }

    [Fact]
    public async Task A_yes_without_the_field_of_the_page_signs_nobody_in()
    {
        var account = await stack.CreateAccountAsync();
        var link = new Uri(await account.SignInUrlAsync(account.Admin));
        using var browser = Browser();
        await browser.GetAsync(link);

        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync(link, null)).StatusCode);
        Assert.Null(await AccountInAsync(browser));
    }

    [Fact]
    public async Task Whoever_signed_in_here_before_is_not_asked_again()
    {
        var account = await stack.CreateAccountAsync();
        using var browser = await account.SignInAsync(account.Admin);

        var again = await browser.GetAsync(await account.SignInUrlAsync(account.Admin));
        await SignOutAsync(browser);
        var afterwards = await browser.GetAsync(await account.SignInUrlAsync(account.Admin));
        await SignOutAsync(browser);
        var colleague = await browser.GetAsync(await account.SignInUrlAsync(account.Recruiter));

        Assert.Equal((HttpStatusCode.Redirect, HttpStatusCode.Redirect, HttpStatusCode.OK), (again.StatusCode, afterwards.StatusCode, colleague.StatusCode));
    }

    [Theory]
    [InlineData("HEAD", null)]
    [InlineData("GET", "prefetch")]
    [InlineData("GET", "prefetch;prerender")]
    public async Task A_look_at_the_head_or_ahead_redeems_nothing(string method, string? purpose)
    {
        var account = await stack.CreateAccountAsync();
        using var browser = await account.SignInAsync(account.Admin);
        var link = await account.SignInUrlAsync(account.Admin);

        using var look = new HttpRequestMessage(new(method), link);
        if (purpose is not null) look.Headers.Add("Sec-Purpose", purpose);
        var looked = await browser.SendAsync(look);
        var opened = await browser.GetAsync(link);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Redirect), (looked.StatusCode, opened.StatusCode));
        Assert.Equal(2, await stack.SqlAsync<int>($"SELECT count(*)::int AS \"Value\" FROM sessions WHERE account_id = '{account.Id}'"));
    }

    [Fact]
    public async Task One_browser_that_says_yes_many_times_at_once_gets_one_session()
    {
        var account = await stack.CreateAccountAsync();
        var link = new Uri(await account.SignInUrlAsync(account.Admin));
        using var browser = Browser();
        var asked = await browser.GetAsync(link);
        var form = new VisitedPage(link, asked, await asked.Content.ReadAsStringAsync()).Form("/sign-in");

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => browser.PostAsync(form.Action, new FormUrlEncodedContent(form.Fields))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode));
        Assert.Equal(account.Id, await AccountInAsync(browser));
        Assert.Equal(1, await stack.SqlAsync<int>($"SELECT count(*)::int AS \"Value\" FROM sessions WHERE account_id = '{account.Id}'"));
    }

    [Fact]
    public async Task A_link_does_not_bring_back_a_session_that_was_ended()
    {
        var account = await stack.CreateAccountAsync();
        var link = new Uri(await account.SignInUrlAsync(account.Admin));
        using var browser = Browser();
        await TestAccount.SignInAsync(browser, link);
        await SignOutAsync(browser);

        await GivesNothingAsync(browser, link.ToString());
    }

    private async Task<string?> AccountInAsync(HttpClient browser)
    {
        var me = await browser.GetAsync(new Uri(stack.Api, "/me"));
        return me.StatusCode == HttpStatusCode.Unauthorized ? null : (await me.JsonAsync()).Text("accountId");
    }

    private async Task SignOutAsync(HttpClient browser)
    {
        var home = await browser.GetAsync(stack.Ui);
        var form = new VisitedPage(stack.Ui, home, await home.Content.ReadAsStringAsync()).Form("/sign-out");
        Assert.Equal(HttpStatusCode.Redirect, (await browser.PostAsync(form.Action, new FormUrlEncodedContent(form.Fields))).StatusCode);
    }

    private async Task<JsonElement> SessionAsync(TestAccount account, object body) =>
        (await SessionAsync(account.Id, body, s => s.StatusCodeShouldBe(201))).ReadAsJson<JsonElement>();

    private Task<IScenarioResult> SessionAsync(string account, object body, Action<Scenario> answer) =>
        stack.ScenarioAsync(s => answer(s.WithPlatformKey().Post.To($"/platform/accounts/{account}/sessions", body)));

    private static HttpClient Browser() => new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new() });

    private async Task GivesNothingAsync(HttpClient browser, string? url)
    {
        var answer = await browser.GetAsync(url);
        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain(
            answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [], cookie => cookie.StartsWith(SignInCookie.Name, StringComparison.Ordinal));
        await (await browser.GetAsync(new Uri(stack.Api, "/me"))).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
    }
}
