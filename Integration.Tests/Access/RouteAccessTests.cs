using Alba;
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

    private string OfUi => stack.Ui.GetLeftPart(UriPartial.Authority);

    private string OfApi => stack.Api.GetLeftPart(UriPartial.Authority);

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
        await other.PutMemberAsync(stranger, "admin", active: true);

        (int, string)? notForAll = row.Caller == Caller.Anybody ? null : (401, "unauthenticated");
        (int, string)? needsMember = row.Caller is Caller.Anybody or Caller.Platform ? null : (401, "unauthenticated");

        // Nobody, and those who are not who they say.
        await CallAsync(row, example, _ => { }, notForAll);
        await CallAsync(row, example, s => s.As(account.Admin, "wrong-key"), notForAll);
        await CallAsync(row, example, s => s.WithPlatformKey(), needsMember);
        foreach (var member in (string[])[stranger, Inactive, "unknown-member", "bad id"]) await CallAsync(row, example, s => s.As(member), needsMember);

        // The key on behalf of each kind of member.
        foreach (var member in (string[])[account.Recruiter, account.UnmappedRecruiter, account.Admin, UnmappedAdmin])
            await CallAsync(row, example, s => s.As(member), ByKey(row, account, member));
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task Who_may_not_call_a_route_is_told_so_whatever_they_send(RouteRow row)
    {
        var (account, example) = await PrepareAsync(row);
        var other = await stack.CreateAccountAsync();
        var stranger = await other.CookieAsync(other.Admin);

        await SendTextAsync(_ => { }, (401, "unauthenticated"));
        foreach (var member in (string[])[account.Recruiter, account.UnmappedRecruiter, UnmappedAdmin])
            if (ByKey(row, account, member) is { } refusal) await SendTextAsync(s => s.As(member), refusal);
        if (row.Caller is not (Caller.Platform or Caller.SignedIn)) await SendTextAsync(s => s.WithCookie(stranger, OfUi), (404, "not-found"));

        Task SendTextAsync(Action<Scenario> caller, (int Status, string Code) refusal) => stack.ScenarioAsync(s =>
        {
            s.Verb(row.Method).Text("no JSON at all").ToUrl(example);
            caller(s);
            s.ProblemShouldBe(refusal.Status, refusal.Code);
        });
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
            var cookie = await account.CookieAsync(member);
            var role = ByCookie(row) ?? Role(row, account, member);
            foreach (var origin in (string[])[OfUi, OfApi])
            {
                await CallAsync(row, example, s => s.WithCookie(cookie, origin), role);
                if (row.EndsSession) cookie = await account.CookieAsync(member);
            }

            var foreign = ByCookie(row) ?? (isMutation && row.Caller is not Caller.Anybody ? (403, "cross-origin") : role);
            foreach (var origin in (string?[])["https://evil.example", $"{OfUi}.evil.example", "null", null])
                await CallAsync(row, example, s => s.WithCookie(cookie, origin), foreign);
        }

        // Another account's admin: what is there and what is not look the same, even where the member would not have the role.
        var stranger = await other.CookieAsync(other.Admin);
        await CallAsync(
            row, example, s => s.WithCookie(stranger, OfUi), ByCookie(row) ?? (row.Caller is Caller.SignedIn or Caller.Anybody ? null : (404, "not-found")));

        // A key that is wrong is not made good by a cookie that is right.
        var admin = await account.CookieAsync(account.Admin);
        await CallAsync(
            row, example, s => s.WithCookie(admin, OfUi).WithPlatformKey("wrong-key"),
            row.Caller is Caller.Anybody or Caller.SignedIn ? null : (401, "unauthenticated"));
    }

    [Fact]
    public async Task The_cookie_of_a_member_who_was_deactivated_is_worth_nothing()
    {
        var account = await stack.CreateAccountAsync();
        var cookie = await account.CookieAsync(account.Admin);
        await stack.ScenarioAsync(s => s.WithCookie(cookie).Get.To("/me"));

        await account.PutMemberAsync(account.Admin, "admin", active: false);

        await stack.ScenarioAsync(s => s.WithCookie(cookie).Get.To("/me").ProblemShouldBe(401, "unauthenticated"));
        await stack.ScenarioAsync(s => s.WithCookie(cookie).Get.To(account.Path("settings")).ProblemShouldBe(401, "unauthenticated"));
    }

    [Fact]
    public async Task A_role_that_was_taken_away_counts_at_once()
    {
        var account = await stack.CreateAccountAsync();
        var cookie = await account.CookieAsync(account.Admin);

        await account.PutMemberAsync(account.Admin, "recruiter", active: true);

        await stack.ScenarioAsync(s => s.WithCookie(cookie).Get.To(account.Path("settings")).ProblemShouldBe(401, "unauthenticated"));
        var anew = await account.CookieAsync(account.Admin);
        await stack.ScenarioAsync(s => s.WithCookie(anew).Get.To(account.Path("settings")).ProblemShouldBe(403, "not-an-admin"));
    }

    [Theory]
    [InlineData("GET", "/nowhere", 404, "not-found")]
    [InlineData("GET", "/accounts/a/exports/not-a-guid", 404, "not-found")]
    [InlineData("PATCH", "/me", 405, "method-not-allowed")]
    [InlineData("GET", "/sign-in", 405, "method-not-allowed")]
    public Task What_is_not_routed_is_a_problem_with_a_code_too(string method, string path, int status, string code) =>
        stack.ScenarioAsync(s => s.WithPlatformKey().Verb(method).To(path).ProblemShouldBe(status, code));

    private async Task<(TestAccount Account, string Example)> PrepareAsync(RouteRow row)
    {
        var account = await stack.ActiveAccountAsync();
        await account.PutMemberAsync(UnmappedAdmin, "admin", active: true);
        await account.PutMemberAsync(Inactive, "admin", active: false);
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

    /// <summary>The example of the row as somebody calls it; null when they may.</summary>
    private Task CallAsync(RouteRow row, string path, Action<Scenario> caller, (int Status, string Code)? refusal) => stack.ScenarioAsync(s =>
    {
        s.Verb(row.Method).To(path, row.Body);
        caller(s);
        if (refusal is { } expected) s.ProblemShouldBe(expected.Status, expected.Code);
        else s.StatusCodeShouldBe(row.Status);
    });
}
