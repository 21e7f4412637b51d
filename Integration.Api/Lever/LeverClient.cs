using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Integration.Api.Lever;

/// <summary>A call that a queue makes for an account, and how far it may.</summary>
/// <param name="LeverAccount">For which Lever account the work was taken: another one may have been connected since.</param>
/// <param name="NotAfter">The timestamp at which it must not begin any more.</param>
/// <param name="IsReserved">True when its permit was reserved.</param>
internal sealed record QueuedCall(string Account, string LeverAccount, long NotAfter, bool IsReserved);

/// <summary>The calls that we make to Lever's Data API, each on behalf of one account.</summary>
internal sealed class LeverClient(HttpClient http)
{
    private const int MostRestarts = 3;

    /// <summary>More pages than any list has: 200,000 opportunities.</summary>
    private const int MostPages = 2_000;

    /// <summary>The body of the call that creates an opportunity; a résumé goes along, since Lever takes none later.</summary>
    public static HttpContent BodyOf(NewOpportunity opportunity, LeverFile? resume) =>
        resume is null ? JsonContent.Create(opportunity, options: LeverJson.Options) : Multipart(opportunity, resume);

    /// <summary>Creates an opportunity.</summary>
    /// <exception cref="LeverException">Lever refused, or the outcome is unknown: see <see cref="LeverException.IsUncertain"/>.</exception>
    /// <exception cref="NotAuthorizedException">The connection is gone.</exception>
    public async Task<CreatedOpportunity> CreateOpportunityAsync(
        QueuedCall call, HttpContent body, string performAs, CancellationToken ct)
    {
        using var request = Request(HttpMethod.Post, call.Account, Query("opportunities", ("perform_as", performAs)), LeverUrgency.Background);
        request.Options.Set(LeverHandler.Queued, call);
        request.Content = body;
        return await SendAsync<CreatedOpportunity>(request, ct);
    }

    /// <summary>Every opportunity of that very creation time, whoever made it and however confidential.</summary>
    public async Task<List<LeverOpportunity>> FindOpportunitiesCreatedAtAsync(QueuedCall call, long createdAt, CancellationToken ct)
    {
        var at = createdAt.ToString(CultureInfo.InvariantCulture);
        var path = Query("opportunities", ("created_at_start", at), ("created_at_end", at));
        try
        {
            return await ListAsync<LeverOpportunity>(call.Account, path + "&confidentiality=all", LeverUrgency.Background, ct, call);
        }
        catch (LeverException e) when (e.Status == HttpStatusCode.Forbidden)
        {
            // An authorization without the grant for confidential data creates none either: the open ones are all that can be ours.
            return await ListAsync<LeverOpportunity>(call.Account, path, LeverUrgency.Background, ct, call with { IsReserved = false });
        }
    }

    /// <summary>
    /// Whether Lever has anybody with this e-mail address. It compares addresses in a form of its own, which it does not tell: whom it finds, it
    /// takes for the same. One address at a time, for this filter is documented for no more.
    /// </summary>
    public async Task<bool> HasAnybodyAsync(string account, string email, CancellationToken ct)
    {
        using var request = Request(HttpMethod.Get, account, Query("opportunities", ("email", email), ("limit", "1")), LeverUrgency.Interactive);
        try
        {
            return (await SendAsync<LeverPage<LeverOpportunity>>(request, ct)).Data.Count > 0;
        }
        catch (LeverException e) when (e.Status == HttpStatusCode.BadRequest)
        {
            // What Lever does not take for an address nobody has there.
            return false;
        }
    }

    /// <summary>Null when Lever has no such opportunity (any more).</summary>
    public Task<LeverOpportunity?> FindOpportunityAsync(string account, string id, CancellationToken ct) =>
        FindAsync<LeverOpportunity>(account, () => Query($"opportunities/{Segment(id)}", ("expand", "applications")), LeverUrgency.Background, ct);

    /// <summary>Writes a note on an opportunity, with a creation time by which it is found again.</summary>
    /// <exception cref="LeverException">Lever refused, or the outcome is unknown: see <see cref="LeverException.IsUncertain"/>.</exception>
    public async Task AddNoteAsync(QueuedCall call, string opportunity, string value, string? performAs, long createdAt, CancellationToken ct)
    {
        var path = $"opportunities/{Segment(opportunity)}/notes";
        using var request = Request(
            HttpMethod.Post, call.Account, performAs is null ? path : Query(path, ("perform_as", performAs)), LeverUrgency.Background);
        request.Options.Set(LeverHandler.Queued, call);
        request.Content = JsonContent.Create(new { value, createdAt }, options: LeverJson.Options);
        await SendAsync<JsonElement>(request, ct);
    }

    /// <summary>True when the opportunity has a note of that very creation time.</summary>
    public async Task<bool> HasNoteAsync(QueuedCall call, string opportunity, long createdAt, CancellationToken ct) =>
        (await ListAsync<LeverNote>(call.Account, $"opportunities/{Segment(opportunity)}/notes", LeverUrgency.Background, ct, call))
            .Exists(note => note.CreatedAt == createdAt);

    /// <summary>Null when Lever has no such posting.</summary>
    public Task<LeverPosting?> FindPostingAsync(string account, string id, CancellationToken ct) =>
        FindAsync<LeverPosting>(account, () => $"postings/{Segment(id)}", LeverUrgency.Interactive, ct);

    /// <summary>
    /// Postings that take candidates. Of the published ones Lever leaves out those of the internal channel unless both channels are named;
    /// the unlisted ones, whose state is called internal, are in no channel at all.
    /// </summary>
    public async Task<List<LeverPosting>> ListPostingsAsync(string account, CancellationToken ct) =>
    [
        .. await ListAsync<LeverPosting>(
            account, Query("postings", ("state", "published"), ("distributionChannel", "public"), ("distributionChannel", "internal")),
            LeverUrgency.Interactive, ct),
        .. await ListAsync<LeverPosting>(account, Query("postings", ("state", "internal")), LeverUrgency.Interactive, ct),
    ];

    /// <exception cref="LeverException">With 403 when the customer's Lever has no requisitions.</exception>
    public Task<List<LeverRequisition>> ListRequisitionsAsync(string account, CancellationToken ct) =>
        ListAsync<LeverRequisition>(account, Query("requisitions", ("status", "open")), LeverUrgency.Interactive, ct);

    public Task<List<LeverStage>> ListStagesAsync(string account, CancellationToken ct) =>
        ListAsync<LeverStage>(account, "stages", LeverUrgency.Interactive, ct);

    public Task<List<LeverUser>> ListUsersAsync(string account, CancellationToken ct) =>
        ListAsync<LeverUser>(account, "users", LeverUrgency.Interactive, ct);

    /// <summary>The users of that e-mail address, deactivated ones included.</summary>
    public Task<List<LeverUser>> FindUsersAsync(string account, string email, CancellationToken ct) => ListAsync<LeverUser>(
        account, Query("users", ("email", email), ("includeDeactivated", "true")), LeverUrgency.Interactive, ct);

    public Task<List<LeverArchiveReason>> ListArchiveReasonsAsync(string account, CancellationToken ct) =>
        ListAsync<LeverArchiveReason>(account, "archive_reasons", LeverUrgency.Background, ct);

    /// <summary>The webhooks that this authorization created; those made by a person in Lever's settings are not among them.</summary>
    public Task<List<LeverWebhookSubscription>> ListWebhooksAsync(string account, CancellationToken ct) =>
        ListAsync<LeverWebhookSubscription>(account, "webhooks", LeverUrgency.Interactive, ct);

    /// <returns>The signature token, which Lever shows here and never again.</returns>
    public async Task<string> CreateWebhookAsync(string account, string name, string url, CancellationToken ct)
    {
        using var request = Request(HttpMethod.Post, account, "webhooks", LeverUrgency.Interactive);
        request.Content = JsonContent.Create(new { url, @event = name }, options: LeverJson.Options);
        return (await SendAsync<LeverSingle<LeverWebhookSubscription>>(request, ct)).Data.Configuration?.SignatureToken
            ?? throw new LeverException(HttpStatusCode.BadGateway, "Lever created a webhook without a signature token.");
    }

    public async Task DeleteWebhookAsync(string account, string id, CancellationToken ct)
    {
        using var request = Request(HttpMethod.Delete, account, $"webhooks/{Segment(id)}", LeverUrgency.Interactive);
        try
        {
            using var response = await http.SendAsync(request, ct);
            if (!response.IsSuccessStatusCode && response.StatusCode != HttpStatusCode.NotFound)
                throw new LeverException(response.StatusCode, await ReadMessageAsync(response, ct));
        }
        catch (HttpRequestException e)
        {
            throw new LeverException(null, "Lever did not answer in time.", inner: e);
        }
    }

    private async Task<T?> FindAsync<T>(string account, Func<string> path, LeverUrgency urgency, CancellationToken ct) where T : class
    {
        try
        {
            using var request = Request(HttpMethod.Get, account, path(), urgency);
            return (await SendAsync<LeverSingle<T>>(request, ct)).Data;
        }
        catch (LeverException e) when (e.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>
    /// All pages of a list. Items move between pages while one reads, so each id is taken once; and the next page's token names an item
    /// that may be gone by then: then the list is read again.
    /// </summary>
    /// <exception cref="LeverException">
    /// Also when the list has no end, as one whose next page is one before it: of what was not seen nothing may be concluded.
    /// </exception>
    private async Task<List<T>> ListAsync<T>(string account, string path, LeverUrgency urgency, CancellationToken ct, QueuedCall? call = null)
        where T : ILeverObject
    {
        var items = new OrderedDictionary<string, T>();
        var (pages, restarts) = (new HashSet<string>(StringComparer.Ordinal), 0);
        for (var next = path; next is not null;)
        {
            using var request = Request(HttpMethod.Get, account, next, urgency);
            if (call is not null) request.Options.Set(LeverHandler.Queued, next == path && restarts == 0 ? call : call with { IsReserved = false });
            try
            {
                var page = await SendAsync<LeverPage<T>>(request, ct);
                foreach (var item in page.Data) items[item.Id] = item;
                next = page is { HasNext: true, Next: { } offset } ? QueryHelpers.AddQueryString(path, "offset", offset) : null;
                if (next is not null && (!pages.Add(next) || pages.Count == MostPages))
                    throw new LeverException(HttpStatusCode.BadGateway, "Lever's list has no end.");
            }
            catch (LeverException e) when (e.IsStaleOffset && restarts < MostRestarts)
            {
                restarts++;
                items.Clear();
                pages.Clear();
                next = path;
            }
        }

        return [.. items.Values];
    }

    private async Task<T> SendAsync<T>(HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            using var response = await http.SendAsync(request, ct);
            if (response.IsSuccessStatusCode)
            {
                return await response.Content.ReadFromJsonAsync<T>(LeverJson.Options, ct)
                    ?? throw new LeverException(HttpStatusCode.BadGateway, "Lever answered with an empty body.");
            }

            throw new LeverException(response.StatusCode, await ReadMessageAsync(response, ct));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new LeverException(null, "Lever did not answer in time, or its answer broke off.", inner: e);
        }
    }

    private static async Task<string> ReadMessageAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            if (await response.Content.ReadFromJsonAsync<LeverError>(LeverJson.Options, ct) is { Message: { Length: > 0 } message }) return message;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not every error is written by the API itself: a proxy answers in HTML.
        }

        return $"Lever answered {(int)response.StatusCode}.";
    }

    private static HttpRequestMessage Request(HttpMethod method, string account, string path, LeverUrgency urgency)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Options.Set(LeverHandler.Account, account);
        request.Options.Set(LeverHandler.Urgency, urgency);
        return request;
    }

    /// <summary>An id as a part of a path.</summary>
    /// <exception cref="LeverException">It would lead elsewhere, however it is escaped: Lever has nothing of that id.</exception>
    private static string Segment(string id) => id is "." or ".."
        ? throw new LeverException(HttpStatusCode.NotFound, "Lever has nothing of this id.")
        : Uri.EscapeDataString(id);

    private static string Query(string path, params (string Name, string Value)[] query) =>
        QueryHelpers.AddQueryString(path, query.Select(pair => KeyValuePair.Create(pair.Name, (string?)pair.Value)));

    /// <summary>The same body as parts, one per item of a list, as Lever documents for calls with a file.</summary>
    private static MultipartFormDataContent Multipart(NewOpportunity opportunity, LeverFile resume)
    {
        var form = new MultipartFormDataContent();
        Add("name", opportunity.Name);
        Add("headline", opportunity.Headline);
        Add("location", opportunity.Location);
        Add("stage", opportunity.Stage);
        Add("origin", opportunity.Origin);
        Add("owner", opportunity.Owner);
        Add("createdAt", opportunity.CreatedAt.ToString(CultureInfo.InvariantCulture));
        AddAll("sources[]", opportunity.Sources);
        AddAll("emails[]", opportunity.Emails);
        AddAll("phones[]", opportunity.Phones?.Select(phone => JsonSerializer.Serialize(phone, LeverJson.Options)));
        AddAll("links[]", opportunity.Links);
        AddAll("tags[]", opportunity.Tags);
        AddAll("postings[]", opportunity.Postings);

        var file = new ByteArrayContent(resume.Content);
        file.Headers.ContentType = MediaTypeHeaderValue.Parse(resume.ContentType);
        // Between quotes: how the other side reads one that is escaped is told nowhere.
        form.Add(file, "resumeFile", resume.Name.Replace('"', '\''));
        return form;

        void Add(string name, string? value)
        {
            if (value is not null) form.Add(new StringContent(value, Encoding.UTF8), name);
        }

        void AddAll(string name, IEnumerable<string>? values)
        {
            foreach (var value in values ?? []) Add(name, value);
        }
    }
}
