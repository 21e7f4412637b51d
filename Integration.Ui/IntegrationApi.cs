using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Polly;
using ServiceDefaults;

namespace Integration.Ui;

/// <summary>The calls that the pages make to Integration.Api, on behalf of the member who is signed in.</summary>
public sealed partial class IntegrationApi(HttpClient http, IHttpContextAccessor accessor, IOptions<PublicUrls> urls)
{
    private const string LongestPage = "200";

    /// <summary>The most characters that a search of the API takes.</summary>
    private const int LongestSearch = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The account of the session: every address below it is the member's own.</summary>
    private string Account =>
        $"accounts/{Segment(accessor.HttpContext?.User.FindFirst(SignInCookie.AccountClaim)?.Value ?? throw new SessionEndedException())}";

    private async Task<T> GetAsync<T>(string path, CancellationToken ct) where T : class =>
        (await SendAsync<T>(HttpMethod.Get, path, null, ct)).Required;

    private async Task<T?> FindAsync<T>(string path, CancellationToken ct) where T : class
    {
        var answer = await SendAsync<T>(HttpMethod.Get, path, null, ct);
        return answer.Problem is { Status: StatusCodes.Status404NotFound } ? null : answer.Required;
    }

    /// <summary>A whole list, page by page.</summary>
    private async Task<IReadOnlyList<T>> ListAsync<T>(string path, CancellationToken ct)
    {
        var all = new List<T>();
        for (string? after = null; ;)
        {
            var page = await GetAsync<Page<T>>(Query(path, ("limit", LongestPage), ("after", after)), ct);
            all.AddRange(page.Items);
            if ((after = page.Next) is null) return all;
        }
    }

    private async Task<Answer<T>> SendAsync<T>(
        HttpMethod method, string path, object? body, CancellationToken ct, string? idempotencyKey = null) where T : class
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = JsonContent.Create(body, body.GetType(), options: Json);
        if (accessor.HttpContext?.Request.Headers.Cookie.ToString() is { Length: > 0 } cookie)
            request.Headers.TryAddWithoutValidation("Cookie", cookie);
        if (method != HttpMethod.Get) request.Headers.Add("Origin", urls.Value.Origin);
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);

        try
        {
            using var response = await http.SendAsync(request, ct);
            return await ReadAsync<T>(response, ct);
        }
        catch (Exception e) when (e is HttpRequestException or ExecutionRejectedException)
        {
            throw new ApiAwayException(e);
        }
    }

    /// <summary>What waits for Lever is not waited for long: a page is there without it, and says so.</summary>
    private static async Task<Answer<T>> WithPatienceAsync<T>(Func<CancellationToken, Task<Answer<T>>> ask, CancellationToken ct) where T : class
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            return await ask(patience.Token);
        }
        catch (Exception e) when (e is ApiAwayException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return new(null, new() { Status = StatusCodes.Status503ServiceUnavailable });
        }
    }

    private static async Task<Answer<T>> ReadAsync<T>(HttpResponseMessage response, CancellationToken ct) where T : class
    {
        if (response.StatusCode is HttpStatusCode.Unauthorized) throw new SessionEndedException();
        // An answer without a body, such as 204.
        if (response.IsSuccessStatusCode && response.Content.Headers.ContentType is null) return new(null, null);
        if (response.IsSuccessStatusCode)
            return new(await response.Content.ReadFromJsonAsync<T>(Json, ct), null);

        var status = (int)response.StatusCode;
        if (response.Content.Headers.ContentType?.MediaType is not "application/problem+json")
            return status < 500 ? new(null, new() { Status = status }) : throw new ApiAwayException();

        var problem = await response.Content.ReadFromJsonAsync<Problem>(Json, ct) ?? new();
        return new(null, problem with { Status = status });
    }

    /// <summary>An id as a part of a path. What a path takes for a step in it, however it is escaped, is the id of nothing.</summary>
    private static string Segment(string id) => id is "." or ".."
        ? throw new ApiProblemException(new() { Status = StatusCodes.Status404NotFound, Code = "not-found" })
        : Uri.EscapeDataString(id);

    /// <summary>What somebody typed or pasted to look for, as the API takes it: one line, and not endless.</summary>
    private static string? Sought(string? typed)
    {
        if (typed is null) return null;

        var line = new string([.. typed.Select(letter => char.IsControl(letter) ? ' ' : letter)]).Trim();
        return line.Length <= LongestSearch ? line : line[..(char.IsHighSurrogate(line[LongestSearch - 1]) ? LongestSearch - 1 : LongestSearch)];
    }

    private static string Query(string path, params (string Name, string? Value)[] query) =>
        QueryHelpers.AddQueryString(path, query.Where(q => !string.IsNullOrEmpty(q.Value))
            .Select(q => KeyValuePair.Create(q.Name, q.Value)));
}

/// <summary>What the API answered: what was asked for, or the problem that prevents it.</summary>
public readonly record struct Answer<T>(T? Value, Problem? Problem) where T : class
{
    /// <summary>The value, where any problem is unexpected.</summary>
    public T Required => Problem is null && Value is not null ? Value : throw new ApiProblemException(Problem ?? new());
}

/// <summary>A page of a list; <see cref="Next"/> is the <c>after</c> of the page behind it.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next = null);

/// <summary>A problem as the API tells it (RFC 9457).</summary>
public sealed record Problem
{
    public int Status { get; init; }
    public string Code { get; init; } = "";
    public string? Title { get; init; }
    public string? Detail { get; init; }
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>What a person reads where the page has nothing better to say.</summary>
    public string Words => Detail ?? "That could not be done just now. Try again in a moment.";
}

/// <summary>The API did not answer, or not as itself.</summary>
public sealed class ApiAwayException(Exception? inner = null) : Exception("Integration.Api did not answer.", inner);

/// <summary>The API answered with a problem where the page has no words of its own for one.</summary>
public sealed class ApiProblemException(Problem problem) : Exception($"Integration.Api answered {problem.Status} {problem.Code}.")
{
    public Problem Problem { get; } = problem;
}

/// <summary>The API does not know the member of this session (any more).</summary>
public sealed class SessionEndedException() : Exception("The session has ended.");
