using System.Net;
using Integration.Tests.Stack;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ServiceDefaults;

namespace Integration.Tests.Access;

/// <summary>How long a sign-in lasts, and what ends it: for whoever holds a copy of the cookie, on every replica.</summary>
public sealed class SessionTests(StackFixture stack, SecondReplica replica) : IClassFixture<SecondReplica>
{
    [Fact]
    public async Task After_signing_out_a_copy_of_the_cookie_signs_nobody_in()
    {
        var account = await stack.CreateAccountAsync();
        var (cookie, colleague) = (await account.CookieAsync(account.Recruiter), await account.CookieAsync(account.Recruiter));
        using var ended = await SendAsync(HttpMethod.Delete, new(stack.Api, "/session"), cookie);

        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        await IsSignedInAsync(false, cookie);
        await IsSignedInAsync(true, colleague);
    }

    [Fact]
    public async Task Who_is_deactivated_is_signed_out_and_stays_so_when_they_are_activated_again()
    {
        var account = await stack.CreateAccountAsync();
        var cookie = await account.CookieAsync(account.Recruiter);
        await account.PutMemberAsync(account.Recruiter, "recruiter", active: false);
        await account.PutMemberAsync(account.Recruiter, "recruiter", active: true);

        await IsSignedInAsync(false, cookie);
        await IsSignedInAsync(true, await account.CookieAsync(account.Recruiter));
    }

    [Fact]
    public async Task Another_role_ends_the_sessions_of_the_old_one_and_another_name_does_not()
    {
        var account = await stack.CreateAccountAsync();
        var cookie = await account.CookieAsync(account.Recruiter);
        await account.PutMemberAsync(account.Recruiter, "recruiter", active: true);
        await IsSignedInAsync(true, cookie);

        await account.PutMemberAsync(account.Recruiter, "admin", active: true);
        await account.PutMemberAsync(account.Recruiter, "recruiter", active: true);
        await IsSignedInAsync(false, cookie);
    }

    [Fact]
    public async Task A_session_ends_after_a_day_however_busy_it_is()
    {
        var account = await stack.CreateAccountAsync();
        var cookie = await account.CookieAsync(account.Recruiter);
        await stack.SqlAsync($"UPDATE sessions SET started_at = now() - interval '23 hours 59 minutes' WHERE account_id = '{account.Id}'");
        await IsSignedInAsync(true, cookie);

        await stack.SqlAsync($"UPDATE sessions SET started_at = now() - interval '24 hours' WHERE account_id = '{account.Id}'");
        await IsSignedInAsync(false, cookie);
    }

    [Fact]
    public async Task A_cookie_that_is_older_than_half_a_day_counts_for_nothing_whatever_end_it_names()
    {
        var account = await stack.CreateAccountAsync();
        var cookie = await account.CookieAsync(account.Recruiter);

        await IsSignedInAsync(true, Aged(cookie, TimeSpan.FromHours(11)));
        await IsSignedInAsync(false, Aged(cookie, TimeSpan.FromHours(13)));
    }

    [Fact]
    public async Task A_page_that_looks_again_by_itself_keeps_nobody_signed_in()
    {
        var account = await stack.CreateAccountAsync();
        var cookie = Aged(await account.CookieAsync(account.Recruiter), TimeSpan.FromHours(7));

        using var opened = await SendAsync(HttpMethod.Get, new(stack.Ui, "/exports"), cookie);
        using var looked = await SendAsync(HttpMethod.Get, new(stack.Ui, "/exports"), cookie, ("HX-Request", "true"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (opened.StatusCode, looked.StatusCode));
        Assert.True(Renews(opened));
        Assert.False(Renews(looked));
    }

    private static bool Renews(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Set-Cookie", out var cookies) && cookies.Any(cookie => cookie.StartsWith(SignInCookie.Name, StringComparison.Ordinal));

    /// <summary>The same session in a cookie that was given so long ago; past its time it names an end in half a year.</summary>
    private string Aged(string cookie, TimeSpan age)
    {
        var tickets = replica.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(SignInCookie.Scheme).TicketDataFormat;
        var name = $"{SignInCookie.Name}=";
        var ticket = tickets.Unprotect(cookie.Split("; ").Single(given => given.StartsWith(name, StringComparison.Ordinal))[name.Length..])!;
        var (given, usual) = (DateTimeOffset.UtcNow - age, TimeSpan.FromHours(12));
        var properties = new AuthenticationProperties { IssuedUtc = given, ExpiresUtc = given + (age < usual ? usual : TimeSpan.FromHours(4_000)) };
        return name + tickets.Protect(new(ticket.Principal, properties, ticket.AuthenticationScheme));
    }

    private async Task IsSignedInAsync(bool expected, string cookie)
    {
        foreach (var api in new[] { stack.Api, replica.Platform.BaseAddress! })
        {
            using var me = await SendAsync(HttpMethod.Get, new(api, "/me"), cookie);
            Assert.Equal(expected ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, me.StatusCode);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri address, string cookie, params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        using var request = new HttpRequestMessage(method, address);
        request.Headers.Add("Cookie", cookie);
        request.Headers.Add("Origin", stack.Ui.GetLeftPart(UriPartial.Authority));
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        return await http.SendAsync(request);
    }
}
