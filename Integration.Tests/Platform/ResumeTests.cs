using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Integration.Api.Data;
using Integration.Tests.Stack;
using Integration.Tests.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Integration.Tests.Platform;

/// <summary>The résumé of a candidate: the bytes of one file.</summary>
public sealed class ResumeTests(StackFixture stack)
{
    private const int Most = 30 * 1024 * 1024;

    [Theory]
    [InlineData("attachment; filename=cv.pdf", "cv.pdf")]
    [InlineData("attachment; filename=\"my cv.pdf\"", "my cv.pdf")]
    [InlineData("inline; filename=\"a;b.pdf\"", "a;b.pdf")]
    [InlineData("attachment; filename=\"cv.pdf\"; filename*=UTF-8''L%C3%A4rm%20cv.pdf", "Lärm cv.pdf")]
    [InlineData("attachment; filename=\"C:\\\\Users\\\\ada\\\\cv.pdf\"", "cv.pdf")]
    [InlineData("attachment; filename=\"../../etc/passwd\"", "passwd")]
    [InlineData("form-data; name=file; filename=cv.docx", "cv.docx")]
    [InlineData("attachment; filename=\"CV \\\"final\\\".pdf\"", "CV \"final\".pdf")]
    [InlineData("attachment; filename=\"a\\\">x.pdf\"", "a\">x.pdf")]
    [InlineData("attachment; filename*=UTF-8''Q%22.pdf", "Q\".pdf")]
    [InlineData("attachment; filename=\"C:\\Users\\ada\\cv.pdf\"", "cv.pdf")]
    public async Task A_resume_is_kept_under_the_name_that_it_comes_with(string disposition, string expected)
    {
        var (account, candidate) = await CandidateAsync();

        Assert.Equal(HttpStatusCode.NoContent, (await PutAsync(account, candidate, [1, 2, 3], disposition)).StatusCode);

        Assert.Equal(expected, await StoredAsync(account, db => db.Resumes.Where(row => row.AccountId == account.Id).Select(row => row.FileName).SingleAsync()));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("iso-8859-1")]
    public async Task A_name_that_is_not_written_in_ASCII_is_read_in_either_way(string encoding)
    {
        var (account, candidate) = await CandidateAsync();
        using var http = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.GetEncoding(encoding) })
        {
            DefaultRequestHeaders = { Authorization = new("Bearer", StackFixture.PlatformKey) },
        };
        using var file = new ByteArrayContent([1]);
        file.Headers.ContentType = new("application/pdf");
        file.Headers.TryAddWithoutValidation("Content-Disposition", "attachment; filename=\"Lebenslauf Jürgen.pdf\"");

        using var answer = await http.PutAsync(new Uri(stack.Api, account.PlatformPath($"candidates/{candidate}/resume")), file);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("Lebenslauf Jürgen.pdf", await StoredAsync(account, db => db.Resumes.Where(row => row.AccountId == account.Id).Select(row => row.FileName).SingleAsync()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("attachment")]
    [InlineData("attachment; filename=\"\"")]
    [InlineData("attachment; filename=\"folder/\"")]
    [InlineData("attachment; filename*=UTF-8''a%0D%0Ab.pdf")]
    [InlineData("attachment; filename*=UTF-8''a%00b.pdf")]
    [InlineData("attachment; filename=\"256\"")]
    [InlineData("===")]
    public async Task A_resume_without_a_usable_name_is_400(string? disposition)
    {
        var (account, candidate) = await CandidateAsync();

        await (await PutAsync(account, candidate, [1], disposition?.Replace("256", new('x', 256)))).ProblemAsync(HttpStatusCode.BadRequest, "validation");
    }

    [Fact]
    public async Task A_second_resume_takes_the_place_of_the_first()
    {
        var (account, candidate) = await CandidateAsync();
        await PutAsync(account, candidate, [1], "attachment; filename=one.pdf");
        await PutAsync(account, candidate, [2, 2], "attachment; filename=two.docx");

        var kept = await StoredAsync(account, db => db.Resumes.Where(row => row.AccountId == account.Id).SingleAsync());
        Assert.Equal("two.docx", kept.FileName);
        Assert.Equal([2, 2], kept.Content);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Thirty_MiB_are_taken_and_one_byte_more_is_413(bool chunked)
    {
        var (account, candidate) = await CandidateAsync();

        await (await PutAsync(account, candidate, new byte[Most + 1], "attachment; filename=cv.pdf", chunked))
            .ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too-large");
        Assert.Equal(0, await StoredAsync(account, db => db.Resumes.CountAsync(row => row.AccountId == account.Id)));

        Assert.Equal(HttpStatusCode.NoContent, (await PutAsync(account, candidate, new byte[Most], "attachment; filename=cv.pdf", chunked)).StatusCode);
    }

    [Fact]
    public async Task A_resume_needs_bytes_and_a_type_and_a_candidate()
    {
        var (account, candidate) = await CandidateAsync();

        await (await PutAsync(account, candidate, [], "attachment; filename=cv.pdf")).ProblemAsync(HttpStatusCode.BadRequest, "validation");
        await (await PutAsync(account, candidate, [1], "attachment; filename=cv.pdf", type: null)).ProblemAsync(HttpStatusCode.BadRequest, "validation");
        await (await PutAsync(account, "nobody", [1], "attachment; filename=cv.pdf")).ProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Erasing_a_candidate_erases_the_person_and_the_resume_and_is_204_also_the_second_time()
    {
        var (account, candidate) = await CandidateAsync();
        await PutAsync(account, candidate, [1], "attachment; filename=cv.pdf");

        foreach (var _ in (int[])[1, 2])
            Assert.Equal(HttpStatusCode.NoContent, (await stack.Platform.DeleteAsync(account.PlatformPath($"candidates/{candidate}"))).StatusCode);

        await (await account.GetAsync(account.Admin, $"candidates/{candidate}")).ProblemAsync(HttpStatusCode.NotFound, "not-found");
        Assert.Empty((await account.GetJsonAsync(account.Admin, "candidates")).Items());
        Assert.Equal(0, await StoredAsync(account, db => db.Resumes.CountAsync(row => row.AccountId == account.Id)));
    }

    [Fact]
    public async Task Nothing_of_an_erased_person_is_left_in_any_table()
    {
        var account = await stack.ActiveAccountAsync();
        var mark = $"mark{Guid.NewGuid():N}";
        var candidate = (await account.AddCandidatesAsync(1, _ => new
        {
            name = mark,
            headline = mark,
            emails = new[] { $"{mark}@people.example" },
            notes = new object[] { new { text = mark }, new { text = mark, id = mark } },
        })).Single();
        var endpoint = await account.PasteTokensAsync();
        var export = await account.CompletedAsync(await account.ExportAsync(new { candidateIds = new[] { candidate } }));
        await EventuallyAsync.TrueAsync(async () => (await account.Lever.LedgerAsync()).CallsTo("POST", "/v1/opportunities/{id}/notes") == 2, "the notes are in Lever");
        await stack.DeliverAsync(endpoint, "candidateStageChange", new { opportunityId = export.Items()[0].Text("opportunityId"), name = mark });
        await stack.DeliverAsync(endpoint, "candidateStageChange", new { contactId = mark });
        await account.HandledAsync(2);

        await stack.Platform.DeleteAsync(account.PlatformPath($"candidates/{candidate}"));

        await using var scope = stack.ApiServices.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IntegrationDbContext>();
        foreach (var table in db.Model.GetEntityTypes().Select(type => type.GetTableName()!).Distinct())
        {
#pragma warning disable EF1002 // The table's name is the model's.
            var rows = await db.Database.SqlQueryRaw<int>($"SELECT count(*)::int AS \"Value\" FROM {table} AS row WHERE row::text LIKE {{0}}", $"%{mark}%").SingleAsync();
#pragma warning restore EF1002
            Assert.True(rows == 0, $"{table} still holds the person.");
        }
    }

    private async Task<(TestAccount Account, string Candidate)> CandidateAsync()
    {
        var account = await stack.CreateAccountAsync();
        return (account, (await account.AddCandidatesAsync(1)).Single());
    }

    private async Task<HttpResponseMessage> PutAsync(
        TestAccount account, string candidate, byte[] bytes, string? disposition, bool chunked = false, string? type = "application/pdf")
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, account.PlatformPath($"candidates/{candidate}/resume"));
        request.Content = new StreamContent(new MemoryStream(bytes));
        if (type is not null) request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (disposition is not null) request.Content.Headers.TryAddWithoutValidation("Content-Disposition", disposition);
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = bytes.Length > Most;
        return await stack.Platform.SendAsync(request);
    }

    private async Task<T> StoredAsync<T>(TestAccount _, Func<IntegrationDbContext, Task<T>> read)
    {
        await using var scope = stack.ApiServices.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<IntegrationDbContext>());
    }
}
