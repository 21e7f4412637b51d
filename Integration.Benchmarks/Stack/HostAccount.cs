using System.Net.Http.Json;
using System.Text.Json;

namespace Integration.Benchmarks.Stack;

/// <summary>An account of the host product, connected to an organisation of its own in Lever, with a mapped admin and recruiter.</summary>
internal sealed class HostAccount
{
    private const string Admin = "ada";
    private const string Recruiter = "ravi";

    private readonly RunningStack _stack;

    private HostAccount(RunningStack stack, string id, LeverOrganisation lever) => (_stack, Id, Lever) = (stack, id, lever);

    public string Id { get; }

    public LeverOrganisation Lever { get; }

    /// <summary>Set up to the end, the way the host product and its admin do it.</summary>
    public static async Task<HostAccount> ConnectAsync(RunningStack stack) => await ConnectAsync(stack, await LeverOrganisation.CreateAsync(stack.Sandbox.Url));

    /// <summary>The same, to this organisation.</summary>
    public static async Task<HostAccount> ConnectAsync(RunningStack stack, LeverOrganisation lever)
    {
        var account = new HostAccount(stack, $"account-{Guid.NewGuid():N}", lever);
        await account.PutAsync("", new { name = "A company" });
        await account.PutAsync($"/members/{Admin}", new { name = "Ada", email = account.Lever.SuperAdmin.Email, role = "admin" });
        await account.PutAsync($"/members/{Recruiter}", new { name = "Ravi", email = account.Lever.Recruiter.Email, role = "recruiter" });
        await account.AuthorizeAsync();
        await account.SendAsync(HttpMethod.Put, $"user-mappings/{Admin}", new { leverEmail = account.Lever.SuperAdmin.Email }, Admin);
        await account.SendAsync(HttpMethod.Put, $"user-mappings/{Recruiter}", new { leverEmail = account.Lever.Recruiter.Email }, Admin);
        await account.SendAsync(HttpMethod.Post, "connection/activate", null, Admin);
        return account;
    }

    public static async Task<HostAccount[]> ConnectAsync(RunningStack stack, int count)
    {
        var accounts = new HostAccount[count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (index, _) => accounts[index] = await ConnectAsync(stack));
        return accounts;
    }

    /// <summary>Pushes candidates whom only this account knows.</summary>
    /// <param name="more">What else is known of them, by their place.</param>
    public async Task<string[]> PushCandidatesAsync(int count, Func<int, object>? more = null)
    {
        var ids = Enumerable.Range(0, count).Select(_ => $"candidate-{Guid.NewGuid():N}").ToArray();
        var bodies = ids.Select((id, place) =>
        {
            var body = JsonSerializer.SerializeToNode(new { id, name = $"Person {place}", stage = "potential", emails = new[] { $"{id}@people.example" } })!.AsObject();
            foreach (var (key, value) in JsonSerializer.SerializeToNode(more?.Invoke(place) ?? new { })!.AsObject()) body[key] = value?.DeepClone();
            return body;
        });
        foreach (var batch in bodies.Chunk(1_000))
            await CheckedAsync(await _stack.SendAsync(HttpMethod.Post, $"/platform/accounts/{Id}/candidates", JsonContent.Create(batch)));
        return ids;
    }

    /// <summary>Starts an export as the recruiter.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> ExportAsync(IReadOnlyCollection<string> candidates, string? posting = null, string? key = null)
    {
        var body = JsonContent.Create(new { candidateIds = candidates, postingId = posting });
        if (key is not null) body.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        var answer = await CheckedAsync(await _stack.SendAsync(HttpMethod.Post, $"/accounts/{Id}/exports", body, Recruiter));
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    /// <summary>Returns when nothing of the export is queued any more.</summary>
    /// <exception cref="TimeoutException">It takes longer than anybody would wait.</exception>
    public async Task<JsonElement> CompletedAsync(string export, TimeSpan most)
    {
        // Seldom: what is asked here is taken from what is measured.
        using var pause = new PeriodicTimer(TimeSpan.FromSeconds(1));
        using var end = new CancellationTokenSource(most);
        while (true)
        {
            var view = await SendAsync(HttpMethod.Get, $"exports/{export}", null);
            if (view.GetProperty("queued").GetInt32() == 0) return view;

            try
            {
                await pause.WaitForNextTickAsync(end.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"Export {export} is not completed after {most}: {view}");
            }
        }
    }

    /// <summary>A requisition that is linked to a posting.</summary>
    public Task PutRequisitionAsync(string id, string leverPostingId) => PutAsync($"/requisitions/{id}", new { title = "Backend Engineer", leverPostingId });

    /// <summary>A one-time link that signs the recruiter in, in whatever browser opens it.</summary>
    public Task<string> SignInUrlAsync() => SignInUrlAsync(Recruiter);

    /// <summary>Calls the App API on behalf of a member, the recruiter unless named.</summary>
    public async Task<JsonElement> SendAsync(HttpMethod method, string route, object? body, string member = Recruiter)
    {
        var answer = await CheckedAsync(await _stack.SendAsync(method, $"/accounts/{Id}/{route}", body is null ? null : JsonContent.Create(body), member));
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<string> SignInUrlAsync(string member)
    {
        var session = await CheckedAsync(
            await _stack.SendAsync(HttpMethod.Post, $"/platform/accounts/{Id}/sessions", JsonContent.Create(new { memberId = member })));
        return (await session.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("url").GetString()!;
    }

    private async Task PutAsync(string route, object body) =>
        await CheckedAsync(await _stack.SendAsync(HttpMethod.Put, $"/platform/accounts/{Id}{route}", JsonContent.Create(body)));

    /// <summary>Through the consent page and the callback, in the browser of the admin, who is signed in by a one-time link.</summary>
    private async Task AuthorizeAsync()
    {
        var asked = await SendAsync(HttpMethod.Post, "connection/authorize", new { }, Admin);
        var callback = await Lever.ConsentAsync(asked.GetProperty("authorizeUrl").GetString()!);

        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new() });
        await SignInAsync(browser, new(await SignInUrlAsync(Admin)));
        var back = await browser.GetAsync(callback);
        if (back.Headers.Location?.AbsolutePath != "/setup/webhooks") throw new InvalidOperationException($"Not authorized: {back.StatusCode} {back.Headers.Location}");
    }

    /// <summary>Opens the link and says yes.</summary>
    private static async Task SignInAsync(HttpClient browser, Uri link)
    {
        var page = await browser.GetStringAsync(link);
        const string Field = "name=\"__RequestVerificationToken\" type=\"hidden\" value=\"";
        var start = page.IndexOf(Field, StringComparison.Ordinal) + Field.Length;
        var field = new Dictionary<string, string> { ["__RequestVerificationToken"] = page[start..page.IndexOf('"', start)] };
        using var form = new FormUrlEncodedContent(field);
        (await browser.PostAsync(link, form)).Dispose();
    }

    private static async Task<HttpResponseMessage> CheckedAsync(HttpResponseMessage answer) =>
        answer.IsSuccessStatusCode
            ? answer
            : throw new InvalidOperationException($"{answer.RequestMessage?.RequestUri}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
}
