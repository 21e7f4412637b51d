using System.Net;
using System.Text;

namespace Integration.Tests.Sandbox;

public sealed class OpportunityAttachmentTests(SandboxFixture sandbox)
{
    [Fact]
    public async Task Notes_are_created_commented_replaced_and_deleted_if_they_came_through_the_api()
    {
        var (lever, api, id) = await WithOpportunityAsync();
        var user = lever.User("team member").Id;

        var created = (await api.PostAsync($"opportunities/{id}/notes?perform_as={user}", new { value = "First", createdAt = 1_700_000_000_000 })).Data();
        var note = created.Text("noteId");
        await api.PostAsync($"opportunities/{id}/notes?note_id={note}", new { value = "Comment" });

        Assert.Equal(
            ["id", "text", "fields", "user", "secret", "completedAt", "deletedAt", "createdAt", "noteId"], created.Fields());
        Assert.Equal((user, 1_700_000_000_000), (created.Text("user"), created.Number("createdAt")));
        Assert.Equal(["First", "Comment"], (await lever.LedgerAsync()).Opportunities.Single(o => o.Id == id).Notes.Single().Values);

        await api.SendAsync(HttpMethod.Put, $"opportunities/{id}/notes/{note}", new { values = new[] { new { value = "Other" } } });
        Assert.Equal("Other", (await api.GetAsync($"opportunities/{id}/notes/{note}")).Data()["fields"]![0]!.Text("value"));
        await api.SendAsync(HttpMethod.Delete, $"opportunities/{id}/notes/{note}", expected: HttpStatusCode.NoContent);
        Assert.Empty(await api.ListAsync($"opportunities/{id}/notes"));

        await lever.PersonAsync($"opportunities/{id}/notes", new { value = "By hand" });
        var byHand = (await api.ListAsync($"opportunities/{id}/notes")).Single().Text("id");
        await api.SendAsync(HttpMethod.Delete, $"opportunities/{id}/notes/{byHand}", expected: HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Files_are_uploaded_downloaded_and_deleted_as_somebody()
    {
        var (lever, api, id) = await WithOpportunityAsync();
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes("content")), "file", "Portfolio.PDF" } };
        using var again = new MultipartFormDataContent { { new ByteArrayContent([1]), "file", "a.txt" } };

        var file = (await api.PostAsync($"opportunities/{id}/files?perform_as={lever.SuperAdmin.Id}", form)).Data();
        await api.PostAsync($"opportunities/{id}/files", again, HttpStatusCode.BadRequest);

        Assert.Equal(["id", "downloadUrl", "ext", "name", "uploadedAt", "status", "size"], file.Fields());
        Assert.Equal(("pdf", "Portfolio.PDF", 7), (file.Text("ext"), file.Text("name"), file.Number("size")));
        using var download = await api.RawAsync(HttpMethod.Get, file.Text("downloadUrl").Split("/v1/")[1]);
        Assert.Equal("content", await download.Content.ReadAsStringAsync());
        Assert.Single(await api.ListAsync($"opportunities/{id}/files"));
        Assert.Empty(await api.ListAsync($"opportunities/{id}/resumes"));

        await api.SendAsync(HttpMethod.Delete, $"opportunities/{id}/files/{file.Text("id")}", expected: HttpStatusCode.BadRequest);
        await api.SendAsync(HttpMethod.Delete, $"opportunities/{id}/files/{file.Text("id")}?perform_as={lever.SuperAdmin.Id}", expected: HttpStatusCode.NoContent);
        Assert.Empty(await api.ListAsync($"opportunities/{id}/files"));
    }

    [Fact]
    public async Task A_resume_is_read_back_with_its_bytes()
    {
        var (lever, api, _) = await WithOpportunityAsync();
        using var form = new MultipartFormDataContent { { new StringContent("Bob"), "name" }, { new ByteArrayContent([1, 2, 3]), "resumeFile", "cv.pdf" } };
        var id = (await api.PostAsync($"opportunities?perform_as={lever.SuperAdmin.Id}", form)).Data().Text("id");

        var resume = Assert.Single(await api.ListAsync($"opportunities/{id}/resumes"));

        Assert.Equal(["id", "createdAt", "file", "parsedData"], resume.Fields());
        using var download = await api.RawAsync(HttpMethod.Get, $"opportunities/{id}/resumes/{resume.Text("id")}/download");
        Assert.Equal([1, 2, 3], await download.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_file_over_30_MB_is_refused()
    {
        var (lever, api, id) = await WithOpportunityAsync();
        using var fits = new MultipartFormDataContent { { new ByteArrayContent(new byte[30 * 1024 * 1024]), "file", "fits.bin" } };
        using var big = new MultipartFormDataContent { { new ByteArrayContent(new byte[30 * 1024 * 1024 + 1]), "file", "big.bin" } };

        await api.PostAsync($"opportunities/{id}/files?perform_as={lever.SuperAdmin.Id}", fits);
        await api.PostAsync($"opportunities/{id}/files?perform_as={lever.SuperAdmin.Id}", big, HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Who_applies_is_a_new_applicant_of_the_posting_with_their_upload_as_resume()
    {
        var lever = await sandbox.CreateOrganisationAsync();
        var api = await lever.AuthorizeAsync($"{SandboxOrganisation.AllScopes} postings:write:admin");
        var posting = lever.Posting("Field Service Technician").Id;
        using var file = new MultipartFormDataContent { { new ByteArrayContent([1, 2, 3]), "file", "cv.pdf" } };
        var uri = (await api.PostAsync("uploads", file)).Data().Text("uri");
        object Body(string resume) => new
        {
            personalInformation = new[]
            {
                new { name = "fullName", value = "Ada Example" }, new { name = "email", value = "ada@example.org" }, new { name = "resume", value = resume },
            },
        };

        var application = (await api.PostAsync($"postings/{posting}/apply", Body(uri))).Data().Text("applicationId");
        await api.PostAsync($"postings/{posting}/apply", Body("https://x.example/nothing"), HttpStatusCode.BadRequest);
        await api.PostAsync($"postings/{lever.Posting("Sales Engineer").Id}/apply", Body(uri), HttpStatusCode.BadRequest);

        var opportunity = Assert.Single(await api.ListAsync("opportunities?email=ada@example.org&expand=applications"));
        Assert.Equal(("applicant-new", "applied"), (opportunity.Text("stage"), opportunity.Text("origin")));
        Assert.Equal((application, "posting"), (opportunity["applications"]![0]!.Text("id"), opportunity["applications"]![0]!.Text("type")));
        Assert.Single(await api.ListAsync($"opportunities/{opportunity.Text("id")}/resumes"));
    }

    [Fact]
    public async Task Disposition_stages_hold_pipeline_and_reasons_as_recorded()
    {
        var (_, api, _) = await WithOpportunityAsync();

        var data = (await api.GetAsync("disposition_stages")).Data();

        Assert.Equal(["id", "text", "pipeline", "rank", "hasInterview"], data["stages"]![0]!.AsObject().Fields());
        Assert.Contains(data["archiveReasons"]!.AsArray(), reason => reason!["type"] is null);
    }

    private async Task<(SandboxOrganisation Lever, SandboxApi Api, string Id)> WithOpportunityAsync()
    {
        var lever = await sandbox.CreateOrganisationAsync();
        var api = await lever.AuthorizeAsync();
        var created = await api.PostAsync(
            $"opportunities?perform_as={lever.SuperAdmin.Id}", new { name = "Ada Example", emails = new[] { "ada@example.org" } });
        return (lever, api, created.Data().Text("id"));
    }
}
