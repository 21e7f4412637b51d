using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using AppHost.Embedded;
using Integration.Tests.Stack;
using Integration.Ui;

namespace Integration.Tests.Pages;

/// <summary>What holds for every page.</summary>
public sealed partial class PagePolicyTests(StackFixture stack)
{
    public static TheoryData<string> Addresses { get; } =
    [
        "/", "/candidates", "/exports", "/exports/new", "/setup", "/setup?error=denied", "/setup/ats", "/setup/authorize", "/setup/webhooks",
        "/setup/webhooks/add", "/setup/users", "/setup/activate", "/setup/connection", "/setup/disconnect", "/setup/sync", "/nothing-here",
        "/sign-in", "/development/parts",
    ];

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task A_page_is_whole_and_carries_nothing_inline(string address)
    {
        var account = await stack.ActiveAccountAsync();
        using var visitor = await Visitor.SignedInAsync(account, account.Admin);

        var page = await visitor.OpenAsync(address);

        Assert.Equal(address == "/nothing-here" ? HttpStatusCode.NotFound : HttpStatusCode.OK, page.Status);
        Assert.Single(Headings().Matches(page.Html));
        Assert.DoesNotMatch(Inline(), page.Html);
        var policy = page.Header("Content-Security-Policy");
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.True(page.Answer.Headers.CacheControl is { NoStore: true });
    }

    [Fact]
    public async Task The_first_visit_of_a_full_page_weighs_less_than_100_kB()
    {
        var account = await stack.ActiveAccountAsync();
        await account.AddCandidatesAsync(60, index => new { headline = $"Engineer number {index} at Example GmbH", location = "Berlin, Germany" });
        using var visitor = await Visitor.SignedInAsync(account, account.Recruiter);
        using var http = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = stack.Ui };
        http.DefaultRequestHeaders.Add("Accept-Encoding", "gzip");

        var page = await visitor.OpenAsync("/candidates");
        var files = Files().Matches(page.Html).Select(match => match.Groups["file"].Value)
            .Concat(["/icons.svg", "/js/selection.js", "/js/tokens.js", "/js/type-ahead.js"]).ToList();
        var weight = Gzipped(page.Html);
        foreach (var file in files)
        {
            var answer = await http.GetAsync(file);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{file}: {answer.StatusCode}");
            weight += (await answer.Content.ReadAsByteArrayAsync()).Length;
        }

        Assert.Contains(files, file => file.Contains("htmx", StringComparison.Ordinal));
        Assert.InRange(weight, 1, 100_000);
    }

    [Fact]
    public async Task A_page_travels_compressed()
    {
        using var http = new HttpClient { BaseAddress = stack.Ui, DefaultRequestHeaders = { { "Accept-Encoding", "br" } } };

        var answer = await http.GetAsync("/sign-in");

        Assert.Equal(["br"], answer.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task A_form_without_its_token_changes_nothing_and_says_so()
    {
        var account = await stack.ActiveAccountAsync();
        using var visitor = await Visitor.SignedInAsync(account, account.Admin);

        var form = await visitor.OpenAsync("/setup/disconnect");
        var refused = await visitor.SubmitAsync(form, "/setup/disconnect", [("__RequestVerificationToken", null)]);

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains("This form is out of date.", refused.Text, StringComparison.Ordinal);
        Assert.Equal("active", (await account.GetJsonAsync(account.Admin, "connection")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_refusal_by_htmx_is_said_beside_what_was_typed()
    {
        var account = await stack.ActiveAccountAsync();
        using var visitor = await Visitor.SignedInAsync(account, account.Admin);

        var refused = await visitor.OpenAsync("/exports/00000000-0000-0000-0000-000000000000", ("HX-Request", "true"));

        Assert.Equal(HttpStatusCode.NotFound, refused.Status);
        Assert.Equal("#messages", refused.Header("HX-Retarget"));
        Assert.DoesNotContain("<html", refused.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_Production_nothing_made_for_development_answers()
    {
        var port = LoopbackPort.Free();
        await using var production = new RunningService<IntegrationApi>(port, stack.UiSettings(stack.Api.Port, port), "Production");
        using var visitor = Visitor.At(production.Url);

        var signIn = await visitor.OpenAsync("/sign-in");

        Assert.DoesNotContain("demo", signIn.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.OpenAsync("/development/parts")).Status);
        Assert.Equal(HttpStatusCode.OK, (await visitor.OpenAsync("/lib/htmx.min.js")).Status);
    }

    private static int Gzipped(string html)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(System.Text.Encoding.UTF8.GetBytes(html));
        return (int)bytes.Length;
    }

    /// <summary>What the content security policy would stop: inline script, inline style, handlers in attributes.</summary>
    [GeneratedRegex("""<script(?![^>]*\ssrc=)|<style|\sstyle="|\son[a-z]+=|href="javascript:""")]
    private static partial Regex Inline();

    [GeneratedRegex("<h1[ >]")]
    private static partial Regex Headings();

    [GeneratedRegex("""(?:<link [^>]*href|<script [^>]*src)="(?<file>/[^"]+)\x22""")]
    private static partial Regex Files();
}
