using System.Net.Http.Json;

namespace Integration.Benchmarks.Stack;

/// <summary>A customer's organisation in the sandboxed Lever.</summary>
internal sealed class LeverOrganisation(HttpClient http, LeverOrganisation.Created created)
{
    public string Id => created.Id;

    public LeverUser SuperAdmin => created.SuperAdmin;

    public LeverUser Recruiter => created.Users.First(user => user is { AccessRole: "team member", Deactivated: false });

    public IReadOnlyList<LeverPosting> Postings => created.Postings;

    /// <param name="postings">How many open postings it has; without a number those of the seed.</param>
    public static async Task<LeverOrganisation> CreateAsync(Uri sandbox, int? postings = null)
    {
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = sandbox };
        var answer = (await http.PostAsJsonAsync("/sandbox/organisations", new { postings })).EnsureSuccessStatusCode();
        return new(http, (await answer.Content.ReadFromJsonAsync<Created>())!);
    }

    /// <summary>Accepts on the consent page.</summary>
    /// <returns>Where the browser is sent.</returns>
    public async Task<Uri> ConsentAsync(string authorizeUrl)
    {
        var answer = await http.PostAsync(
            $"{authorizeUrl}&organisation={Id}", new FormUrlEncodedContent([new("user", SuperAdmin.Id), new("decision", "accept")]));
        return answer.Headers.Location ?? throw new InvalidOperationException($"No consent: {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>What Lever really holds, and how it was called.</summary>
    public async Task<Ledger> LedgerAsync(bool opportunities = true) =>
        (await http.GetFromJsonAsync<Ledger>(Control("ledger") + $"&opportunities={opportunities}"))!;

    /// <summary>Counts calls from zero again.</summary>
    public async Task ForgetCallsAsync() => (await http.DeleteAsync(Control("ledger/calls"))).EnsureSuccessStatusCode();

    /// <summary>Makes the next calls fail: kinds are delay, 400, 403, 429, 500, 503, cut-before, cut-after.</summary>
    public async Task FailAsync(string method, string path, string kind, int times = 1, int delayMs = 0, bool after = false) =>
        (await http.PutAsJsonAsync(Control("faults"), new { method, path, kind, times, delayMs, after })).EnsureSuccessStatusCode();

    public async Task ClearFaultsAsync() => (await http.DeleteAsync(Control("faults"))).EnsureSuccessStatusCode();

    /// <summary>Changes rules; the names are those of <c>GET /sandbox/rules</c>.</summary>
    public async Task ChangeRulesAsync(object rules) => (await http.PutAsJsonAsync(Control("rules"), rules)).EnsureSuccessStatusCode();

    private string Control(string route) => $"/sandbox/{route}?organisation={Id}";

    internal sealed record Created(string Id, LeverUser SuperAdmin, IReadOnlyList<LeverUser> Users, IReadOnlyList<LeverPosting> Postings);
}

internal sealed record LeverUser(string Id, string Name, string Email, string AccessRole, bool Deactivated);

internal sealed record LeverPosting(string Id, string Text, string State, string Confidentiality);

/// <param name="Opportunities">Null when they were not asked for.</param>
internal sealed record Ledger(int Live, int TooManyRequests, IReadOnlyList<LedgerCall> Calls, IReadOnlyList<HeldOpportunity>? Opportunities)
{
    /// <summary>How often Lever was called, by everybody for everything.</summary>
    public int AllCalls => Calls.Sum(call => call.Count);

    /// <summary>By method and template, for example <c>/v1/opportunities/{id}</c>.</summary>
    public int CallsTo(string method, string path) => Calls.FirstOrDefault(call => call.Method == method && call.Path == path)?.Count ?? 0;
}

internal sealed record LedgerCall(string Method, string Path, int Count, IReadOnlyDictionary<string, int> Answers);

/// <param name="CreatedAt">As we said it, in milliseconds since 1970.</param>
/// <param name="WrittenAt">When it really came to be.</param>
internal sealed record HeldOpportunity(
    string Id, string Contact, string Name, IReadOnlyList<string> Emails, IReadOnlyList<string> Sources, long CreatedAt, long WrittenAt,
    IReadOnlyList<HeldNote> Notes);

internal sealed record HeldNote(string Id, IReadOnlyList<string> Values, long CreatedAt);
