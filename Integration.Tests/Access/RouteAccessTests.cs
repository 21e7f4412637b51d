using System.Net;
using System.Net.Http.Json;
using Integration.Tests.Stack;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Integration.Tests.Access;

/// <summary>Every route with every kind of caller.</summary>
public sealed class RouteAccessTests(StackFixture stack)
{
    /// <summary>An admin whom nobody mapped.</summary>
    private const string UnmappedAdmin = "admin-2";

    private const string Inactive = "gone-1";

    public static TheoryData<RouteRow> Rows => [.. RouteTable.Rows];

    public static TheoryData<RouteRow> Guarded => [.. RouteTable.Rows.Where(row => row.Caller != Caller.Anybody)];

    [Fact]
    public void Every_route_has_a_row()
    {
        var mapped = stack.ApiServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ITagsMetadata>()?.Tags is { } tags && !tags.Contains("Development"))
            .Select(endpoint => $"{endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Single()} {endpoint.RoutePattern.RawText!.TrimEnd('/')}");

        Assert.Equal(RouteTable.Rows.Select(row => row.ToString()).Order(StringComparer.Ordinal), mapped.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_route_answers_whom_it_is_for_and_refuses_the_others(RouteRow row)
    {
        var (account, example) = await PrepareAsync(row);
        var other = await stack.CreateAccountAsync();
        const string stranger = "stranger-1";
        await PutMemberAsync(other, stranger, "admin", active: true);

        // Nobody, and those who are not who they say.
        await CheckAsync(row, await SendAsync(row, example), row.Caller == Caller.Anybody ? null : (401, "unauthenticated"));
        await CheckAsync(row, await SendAsync(row, example, "wrong-key", account.Admin), row.Caller == Caller.Anybody ? null : (401, "unauthenticated"));
        await CheckAsync(row, await SendAsync(row, example, StackFixture.PlatformKey), row.Caller is Caller.Anybody or Caller.Platform ? null : (401, "unauthenticated"));
        foreach (var member in (string[])[stranger, Inactive, "unknown-member", "bad id"])
        {
            await CheckAsync(
                row, await SendAsync(row, example, StackFixture.PlatformKey, member), row.Caller is Caller.Anybody or Caller.Platform ? null : (401, "unauthenticated"));
        }

        // The key on behalf of each kind of member.
        foreach (var member in (string[])[account.Recruiter, account.UnmappedRecruiter, account.Admin, UnmappedAdmin])
            await CheckAsync(row, await SendAsync(row, example, StackFixture.PlatformKey, member), ByKey(row, account, member));
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task Who_may_not_call_a_route_is_told_so_whatever_they_send(RouteRow row)
    {
        var (account, example) = await PrepareAsync(row);
        var other = await stack.CreateAccountAsync();

        using var nobody = ClientOf(null, null);
        await CheckAsync(row, await SendTextAsync(row, example, nobody), (401, "unauthenticated"));

        foreach (var member in (string[])[account.Recruiter, account.UnmappedRecruiter, UnmappedAdmin])
        {
            if (ByKey(row, account, member) is not { } refusal) continue;
            using var client = ClientOf(StackFixture.PlatformKey, member);
            await CheckAsync(row, await SendTextAsync(row, example, client), refusal);
        }

        using var stranger = await other.SignInAsync(other.Admin);
        if (row.Caller is not (Caller.Platform or Caller.SignedIn)) await CheckAsync(row, await SendTextAsync(row, example, stranger), (404, "not-found"));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_route_takes_the_cookie_of_its_account_only_and_changes_nothing_for_a_foreign_page(RouteRow row)
    {
        var (account, example) = await PrepareAsync(row);
        var other = await stack.CreateAccountAsync();
        var isMutation = row.Method != "GET";

        foreach (var member in (string[])[account.Recruiter, account.UnmappedRecruiter, account.Admin])
        {
            using var browser = await account.SignInAsync(member);
            var role = ByCookie(row) ?? Role(row, account, member);
            foreach (var origin in (string[])[Origin(stack.Ui), Origin(stack.Api)])
                await CheckAsync(row, await SendAsync(row, example, browser, origin), role);

            var foreign = ByCookie(row) ?? (isMutation && row.Caller is not Caller.Anybody ? (403, "cross-origin") : role);
            foreach (var origin in (string?[])["https://evil.example", $"{Origin(stack.Ui)}.evil.example", "null", null])
                await CheckAsync(row, await SendAsync(row, example, browser, origin), foreign);
        }

        // Another account's admin: what is there and what is not look the same, even where the member would not have the role.
        using var stranger = await other.SignInAsync(other.Admin);
        await CheckAsync(
            row, await SendAsync(row, example, stranger, Origin(stack.Ui)),
            ByCookie(row) ?? (row.Caller is Caller.SignedIn or Caller.Anybody ? null : (404, "not-found")));

        // A key that is wrong is not made good by a cookie that is right.
        using var admin = await account.SignInAsync(account.Admin);
        admin.DefaultRequestHeaders.Authorization = new("Bearer", "wrong-key");
        await CheckAsync(
            row, await SendAsync(row, example, admin, Origin(stack.Ui)),
            row.Caller is Caller.Anybody or Caller.SignedIn ? null : (401, "unauthenticated"));
    }

    [Fact]
    public async Task The_cookie_of_a_member_who_was_deactivated_is_worth_nothing()
    {
        var account = await stack.CreateAccountAsync();
        using var browser = await account.SignInAsync(account.Admin);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(new Uri(stack.Api, "/me"))).StatusCode);

        await PutMemberAsync(account, account.Admin, "admin", active: false);

        await (await browser.GetAsync(new Uri(stack.Api, "/me"))).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        await (await browser.GetAsync(new Uri(stack.Api, account.Path("settings")))).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    public async Task A_role_that_was_taken_away_counts_at_once()
    {
        var account = await stack.CreateAccountAsync();
        using var browser = await account.SignInAsync(account.Admin);

        await PutMemberAsync(account, account.Admin, "recruiter", active: true);

        await (await browser.GetAsync(new Uri(stack.Api, account.Path("settings")))).ProblemAsync(HttpStatusCode.Forbidden, "not-an-admin");
    }

    [Theory]
    [InlineData("GET", "/nowhere", 404, "not-found")]
    [InlineData("GET", "/accounts/a/exports/not-a-guid", 404, "not-found")]
    [InlineData("PATCH", "/me", 405, "method-not-allowed")]
    [InlineData("GET", "/sign-in", 405, "method-not-allowed")]
    public async Task What_is_not_routed_is_a_problem_with_a_code_too(string method, string path, int status, string code)
    {
        using var request = new HttpRequestMessage(new(method), path);

        await (await stack.Platform.SendAsync(request)).ProblemAsync((HttpStatusCode)status, code);
    }

    private async Task<(TestAccount Account, string Example)> PrepareAsync(RouteRow row)
    {
        var account = await stack.ActiveAccountAsync();
        await PutMemberAsync(account, UnmappedAdmin, "admin", active: true);
        await PutMemberAsync(account, Inactive, "admin", active: false);
        await account.PutRequisitionAsync("requisition-1", leverPostingId: null);
        var candidate = (await account.AddCandidatesAsync(1)).Single();
        var example = row.Example.Replace("{account}", account.Id).Replace("{candidate}", candidate);
        if (example.Contains("{export}"))
        {
            var export = await account.ExportAsync(new { candidateIds = new[] { candidate } });
            await account.CompletedAsync(export);
            example = example.Replace("{export}", export);
        }

        return (account, example);
    }

    private async Task PutMemberAsync(TestAccount account, string member, string role, bool active) =>
        Assert.True((await stack.Platform.PutAsJsonAsync(
            account.PlatformPath($"members/{member}"), new { name = "Some One", email = $"{member}@elsewhere.example", role, active })).IsSuccessStatusCode);

    /// <summary>Null when the member may call the route.</summary>
    private static (int, string)? Role(RouteRow row, TestAccount account, string member)
    {
        var (isAdmin, isMapped) = (member == account.Admin || member == UnmappedAdmin, member == account.Admin || member == account.Recruiter);
        return row.Caller switch
        {
            Caller.Admin when !isAdmin => (403, "not-an-admin"),
            Caller.Mapped when !isMapped => (403, "user-not-mapped"),
            Caller.MappedOrAdmin when !isAdmin && !isMapped => (403, "user-not-mapped"),
            _ => null,
        };
    }

    private static (int, string)? ByKey(RouteRow row, TestAccount account, string member) => row.Caller switch
    {
        Caller.SignedIn => (401, "unauthenticated"),
        Caller.Anybody or Caller.Platform => null,
        _ => Role(row, account, member),
    };

    /// <summary>The platform API takes no cookie.</summary>
    private static (int, string)? ByCookie(RouteRow row) => row.Caller == Caller.Platform ? (401, "unauthenticated") : null;

    private async Task<HttpResponseMessage> SendAsync(RouteRow row, string path, string? key = null, string? onBehalfOf = null)
    {
        using var http = ClientOf(key, onBehalfOf);
        return await SendAsync(row, path, http, origin: null);
    }

    private static HttpClient ClientOf(string? key, string? onBehalfOf)
    {
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        if (key is not null) http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        if (onBehalfOf is not null) http.DefaultRequestHeaders.Add("On-Behalf-Of", onBehalfOf);
        return http;
    }

    private async Task<HttpResponseMessage> SendAsync(RouteRow row, string path, HttpClient http, string? origin)
    {
        using var request = new HttpRequestMessage(new(row.Method), new Uri(stack.Api, path));
        if (origin is not null) request.Headers.Add("Origin", origin);
        if (row.Body is not null) request.Content = JsonContent.Create(row.Body);
        return await http.SendAsync(request);
    }

    private async Task<HttpResponseMessage> SendTextAsync(RouteRow row, string path, HttpClient http)
    {
        using var request = new HttpRequestMessage(new(row.Method), new Uri(stack.Api, path)) { Content = new StringContent("no JSON at all") };
        request.Headers.Add("Origin", Origin(stack.Ui));
        return await http.SendAsync(request);
    }

    private static async Task CheckAsync(RouteRow row, HttpResponseMessage answer, (int Status, string Code)? refusal)
    {
        if (refusal is { } expected)
            await answer.ProblemAsync((HttpStatusCode)expected.Status, expected.Code);
        else
            Assert.True((int)answer.StatusCode == row.Status, $"{row}: {(int)answer.StatusCode}, not {row.Status}: {await answer.Content.ReadAsStringAsync()}");
    }

    private static string Origin(Uri url) => url.GetLeftPart(UriPartial.Authority);
}
