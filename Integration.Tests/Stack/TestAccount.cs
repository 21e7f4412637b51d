using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Integration.Tests.Pages;
using Integration.Tests.Sandbox;

namespace Integration.Tests.Stack;

/// <summary>An account of one test, with its own organisation in the sandboxed Lever.</summary>
public sealed class TestAccount(StackFixture stack, string id, SandboxOrganisation lever)
{
    public string Id => id;

    public SandboxOrganisation Lever => lever;

    public string Admin { get; } = "admin-1";

    public string Recruiter { get; } = "recruiter-1";

    public string UnmappedRecruiter { get; } = "recruiter-2";

    /// <summary>The App API's routes of this account.</summary>
    public string Path(string route) => $"/accounts/{id}/{route}";

    public string PlatformPath(string route) => $"/platform/accounts/{id}/{route}";

    public async Task CreateAsync()
    {
        await PutAsync($"/platform/accounts/{id}", new { name = $"Company {id}" });
        await PutAsync(PlatformPath($"members/{Admin}"), new { name = "Ada Admin", email = lever.SuperAdmin.Email, role = "admin" });
        await PutAsync(PlatformPath($"members/{Recruiter}"), new { name = "Ravi Recruiter", email = lever.User("team member").Email, role = "recruiter" });
        await PutAsync(PlatformPath($"members/{UnmappedRecruiter}"), new { name = "Uma Unmapped", email = "uma@elsewhere.example", role = "recruiter" });
    }

    /// <summary>Authorizes as the Super Admin, through the consent page and the callback, in the browser of the admin.</summary>
    public async Task ConnectAsync()
    {
        var callback = await AuthorizeAsync();
        Assert.Equal($"{stack.Ui}setup/webhooks", callback.Headers.Location?.ToString());
    }

    /// <summary>What the callback answers.</summary>
    public async Task<HttpResponseMessage> AuthorizeAsync(
        bool replaceLeverAccount = false, SandboxOrganisation? into = null, string decision = "accept", string? user = null)
    {
        var url = await AuthorizeUrlAsync(replaceLeverAccount, into);
        var consent = await lever.ConsentAsync(url, user ?? (into ?? lever).SuperAdmin.Id, decision);
        Assert.Equal(HttpStatusCode.Redirect, consent.StatusCode);

        using var browser = await SignInAsync(Admin);
        return await browser.GetAsync(consent.Headers.Location);
    }

    public async Task<string> AuthorizeUrlAsync(bool replaceLeverAccount = false, SandboxOrganisation? into = null)
    {
        var answer = await PostAsync(Admin, "connection/authorize", new { replaceLeverAccount });
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("authorizeUrl").GetString()
            + $"&organisation={(into ?? lever).Id}";
    }

    public async Task MapAsync(string member, string leverEmail)
    {
        var answer = await SendAsync(HttpMethod.Put, Admin, $"user-mappings/{member}", new { leverEmail });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    public async Task ActivateAsync() => Assert.Equal(HttpStatusCode.OK, (await PostAsync(Admin, "connection/activate", null)).StatusCode);

    /// <summary>Pushes candidates with e-mail addresses that only this account knows.</summary>
    public async Task<string[]> AddCandidatesAsync(int count, Func<int, object>? more = null)
    {
        var ids = Enumerable.Range(1, count).Select(number => $"candidate-{Guid.NewGuid():N}").ToArray();
        var bodies = ids.Select((candidate, index) =>
        {
            var body = JsonSerializer.SerializeToNode(new { id = candidate, name = $"Person {index + 1}", stage = "potential", emails = new[] { $"{candidate}@people.example" } })!.AsObject();
            foreach (var (key, value) in JsonSerializer.SerializeToNode(more?.Invoke(index) ?? new { })!.AsObject()) body[key] = value?.DeepClone();
            return body;
        });
        foreach (var batch in bodies.Chunk(1_000))
        {
            var answer = await stack.Platform.PostAsJsonAsync(PlatformPath("candidates"), batch);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(0, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("rejected").GetArrayLength());
        }

        return ids;
    }

    /// <summary>A one-time link that signs the member in.</summary>
    public async Task<string> SignInUrlAsync(string member)
    {
        var link = await stack.Platform.PostAsJsonAsync(PlatformPath("sessions"), new { memberId = member });
        Assert.Equal(HttpStatusCode.Created, link.StatusCode);
        return (await link.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("url").GetString()!;
    }

    /// <summary>A browser in which the member is signed in through a one-time link; it follows no redirects.</summary>
    public async Task<HttpClient> SignInAsync(string member) => (await OpenBrowserAsync(member)).Browser;

    /// <summary>Opens a one-time link in a browser that its member has not used yet, and says yes.</summary>
    public static async Task<HttpResponseMessage> SignInAsync(HttpClient browser, Uri link)
    {
        var asked = await browser.GetAsync(link);
        Assert.Equal(HttpStatusCode.OK, asked.StatusCode);
        var form = new VisitedPage(link, asked, await asked.Content.ReadAsStringAsync()).Form("/sign-in");
        return await browser.PostAsync(form.Action, new FormUrlEncodedContent(form.Fields));
    }

    /// <summary>What the browser of a signed-in member sends along, for a scenario.</summary>
    public async Task<string> CookieAsync(string member)
    {
        var (browser, cookies) = await OpenBrowserAsync(member);
        browser.Dispose();
        return cookies.GetCookieHeader(stack.Api);
    }

    public Task<HttpResponseMessage> GetAsync(string member, string route) => SendAsync(HttpMethod.Get, member, route, null);

    public Task<HttpResponseMessage> PostAsync(string member, string route, object? body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, member, route, body, headers);

    /// <summary>Calls the App API with the platform key on behalf of a member.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string member, string route, object? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, Path(route));
        request.Headers.Add("On-Behalf-Of", member);
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        if (body is not null) request.Content = JsonContent.Create(body);
        return await stack.Platform.SendAsync(request);
    }

    public async Task<JsonElement> GetJsonAsync(string member, string route)
    {
        var answer = await GetAsync(member, route);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Starts an export as the recruiter and returns its id.</summary>
    public Task<string> ExportAsync(object body) => ExportAsync(body, Recruiter);

    public async Task<string> ExportAsync(object body, string member)
    {
        var answer = await PostAsync(member, "exports", body);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    /// <summary>The export when nothing of it is queued any more.</summary>
    public Task<JsonElement> CompletedAsync(string export) => EventuallyAsync.GetAsync(
        () => GetJsonAsync(Recruiter, $"exports/{export}"), view => view.GetProperty("queued").GetInt32() == 0, "the export is completed");

    public async Task<List<JsonElement>> EventsAsync(string? type = null)
    {
        var feed = await stack.Platform.GetFromJsonAsync<JsonElement>(PlatformPath("events?limit=1000"));
        return [.. feed.GetProperty("events").EnumerateArray().Where(happened => type is null || happened.GetProperty("type").GetString() == type)];
    }

    /// <summary>A posting that takes candidates.</summary>
    public string OpenPosting => lever.Postings.First(posting => posting is { State: "published", Confidentiality: "non-confidential" }).Id;

    public Task PutRequisitionAsync(string requisition, string? leverPostingId, string? ownerMemberId = null) =>
        PutAsync(PlatformPath($"requisitions/{requisition}"), new { title = "A requisition", leverPostingId, ownerMemberId });

    public Task PutMemberAsync(string member, string role = "recruiter", bool active = true) =>
        PutAsync(PlatformPath($"members/{member}"), new { name = "Some One", email = $"{member}@elsewhere.example", role, active });

    public Task PutCandidateAsync(string candidate, object body) => PutAsync(PlatformPath($"candidates/{candidate}"), body);

    public async Task PutSettingsAsync(object settings) =>
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Put, Admin, "settings", settings)).StatusCode);

    public Task PutResumeAsync(string candidate, string fileName, byte[] content) =>
        PutResumeAsync(stack.Platform, PlatformPath($"candidates/{candidate}"), fileName, content);

    public static async Task PutResumeAsync(HttpClient platform, string candidatePath, string fileName, byte[] content)
    {
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = new("application/pdf");
        body.Headers.ContentDisposition = new("attachment") { FileNameStar = fileName };
        var answer = await platform.PutAsync(new Uri(candidatePath + "/resume", UriKind.Relative), body);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    /// <summary>What Lever really holds under this id.</summary>
    public async Task<LedgerOpportunity> HeldAsync(string opportunityId) =>
        Assert.Single((await lever.LedgerAsync()).Opportunities, opportunity => opportunity.Id == opportunityId);

    /// <summary>Each exported item is one opportunity in Lever, and Lever holds no other of ours.</summary>
    public async Task HoldsOneEachAsync(JsonElement export)
    {
        var said = export.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("opportunityId").GetString()).Order();
        var held = (await lever.LedgerAsync()).Opportunities
            .Where(opportunity => opportunity.Sources.Contains("headhuntr.io")).Select(opportunity => opportunity.Id).Order();
        Assert.Equal(said, held);
    }

    private async Task<(HttpClient Browser, CookieContainer Cookies)> OpenBrowserAsync(string member)
    {
        var cookies = new CookieContainer();
        var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = stack.Ui };
        Assert.Equal(HttpStatusCode.Redirect, (await SignInAsync(browser, new(await SignInUrlAsync(member)))).StatusCode);
        return (browser, cookies);
    }

    private async Task PutAsync(string path, object body)
    {
        var answer = await stack.Platform.PutAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
