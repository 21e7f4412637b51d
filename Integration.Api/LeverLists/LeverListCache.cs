using Integration.Api.Connections;
using Integration.Api.Data;
using Integration.Api.Exports;
using Integration.Api.Lever;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Hybrid;

namespace Integration.Api.LeverLists;

/// <summary>
/// Lever's small lists, remembered for a minute: pickers ask for them at each key press, and every export for a stage's text. They are
/// those of one Lever account, and nothing is told from them while there is no connection.
/// </summary>
internal sealed class LeverListCache(LeverClient lever, HybridCache cache, IntegrationDbContext db)
{
    private const string Postings = "postings";
    private const string Requisitions = "requisitions";
    private const string Stages = "stages";
    private const string Users = "users";
    private const string ArchiveReasons = "archive-reasons";

    private static readonly TimeSpan LongestWaitForStages = TimeSpan.FromSeconds(2);

    private static readonly HybridCacheEntryOptions Minute = new()
    {
        Expiration = TimeSpan.FromMinutes(1),
        LocalCacheExpiration = TimeSpan.FromMinutes(1),
    };

    /// <summary>For what many ask anew at once, such as why Lever has just refused all of an export: they share one look.</summary>
    private static readonly HybridCacheEntryOptions Moment = new()
    {
        LocalCacheExpiration = TimeSpan.FromSeconds(2),
        Flags = HybridCacheEntryFlags.DisableDistributedCache,
    };

    private static readonly HybridCacheEntryOptions RememberedOnly = new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData };

    public ValueTask<List<LeverPosting>> PostingsAsync(string account, CancellationToken ct) =>
        GetAsync(account, Postings, token => lever.ListPostingsAsync(account, token), ct);

    /// <summary>Those that a picker shows, where the list was read within the last minute: never worth a call to Lever. Else none.</summary>
    /// <param name="limitedTo">See <see cref="LimitedToAsync(string, string, CancellationToken)"/>.</param>
    public async Task<List<LeverPosting>> RememberedPostingsAsync(string account, string? limitedTo, CancellationToken ct) =>
        (await RememberedAsync<LeverPosting>(account, Postings, ct) ?? []).FindAll(posting => limitedTo is null || posting.IsOf(limitedTo));

    /// <summary>The Lever user whose postings are all that the member may see; null for one who may see every posting.</summary>
    public Task<string?> LimitedToAsync(string account, string member, CancellationToken ct) =>
        LimitedToAsync(account, member, async () => await UsersAsync(account, ct), ct);

    /// <summary>The same as far as it is at hand: never worth a call to Lever.</summary>
    public Task<string?> RememberedLimitedToAsync(string account, string member, CancellationToken ct) =>
        LimitedToAsync(account, member, async () => await RememberedAsync<LeverUser>(account, Users, ct), ct);

    /// <summary>What a requisition is called, where the list was read within the last minute: never worth a call to Lever.</summary>
    public async Task<string?> RememberedRequisitionTextAsync(string account, string? id, CancellationToken ct) =>
        id is null ? null : (await RememberedAsync<LeverRequisition>(account, Requisitions, ct))?.Find(requisition => requisition.Id == id)?.Name;

    public ValueTask<List<LeverStage>> StagesAsync(string account, CancellationToken ct) =>
        GetAsync(account, Stages, token => lever.ListStagesAsync(account, token), ct);

    public ValueTask<List<LeverUser>> UsersAsync(string account, CancellationToken ct) =>
        GetAsync(account, Users, token => lever.ListUsersAsync(account, token), ct);

    /// <summary>The same for work that was taken for a Lever account: each item of an export asks, and need not find out which one it is.</summary>
    public ValueTask<List<LeverUser>> UsersAsync(string account, string leverAccount, CancellationToken ct) => cache.GetOrCreateAsync(
        Key(account, leverAccount, Users), async token => await lever.ListUsersAsync(account, token), Minute, cancellationToken: ct);

    /// <summary>Empty where the customer's Lever has no requisitions: they belong to a package that not everybody has.</summary>
    public ValueTask<List<LeverRequisition>> RequisitionsAsync(string account, CancellationToken ct) =>
        GetAsync(account, Requisitions, async token =>
        {
            try
            {
                return await lever.ListRequisitionsAsync(account, token);
            }
            catch (LeverException e) when (e.Status == System.Net.HttpStatusCode.Forbidden)
            {
                return [];
            }
        }, ct);

    /// <summary>
    /// Lever's word for the state of a posting, such as <c>published</c>, or <see cref="LeverPosting.NotReadable"/>; null when there is no such
    /// posting.
    /// </summary>
    public async Task<string?> PostingStateAsync(string account, string id, CancellationToken ct)
    {
        if ((await PostingsAsync(account, ct)).Find(posting => posting.Id == id) is { } open) return open.State ?? "published";

        var state = await GetAsync(account, $"posting-state:{id}", token => ReadPostingStateAsync(account, id, token), ct);
        return state.Length == 0 ? null : state;
    }

    /// <summary>The same, asked anew: an older list may not say that a posting takes no candidates by now.</summary>
    public async Task<string?> PostingStateNowAsync(string account, string id, CancellationToken ct)
    {
        var state = await GetAsync(account, $"posting-state-now:{id}", token => ReadPostingStateAsync(account, id, token), ct, Moment);
        if (!LeverPosting.TakesCandidates(state)) await ForgetAsync(account, Postings, ct);
        return state.Length == 0 ? null : state;
    }

    /// <returns>Empty when there is no such posting.</returns>
    private async Task<string> ReadPostingStateAsync(string account, string id, CancellationToken ct)
    {
        try
        {
            return await lever.FindPostingAsync(account, id, ct) is { } posting ? posting.State ?? "published" : "";
        }
        catch (LeverException e) when (e.Status == System.Net.HttpStatusCode.Forbidden)
        {
            return LeverPosting.NotReadable;
        }
    }

    /// <summary>An archive reason with Lever's text and type; one that is not in the list any more is known by its id only.</summary>
    public async Task<LeverArchiveReason> ArchiveReasonAsync(string account, string id, CancellationToken ct)
    {
        if (await FindAsync() is { } known) return known;

        // A reason that was added within the last minute: whether it means a hire must not be guessed.
        await ForgetAsync(account, ArchiveReasons, ct);
        return await FindAsync() ?? new(id, id);

        async Task<LeverArchiveReason?> FindAsync() =>
            (await GetAsync(account, ArchiveReasons, token => lever.ListArchiveReasonsAsync(account, token), ct)).Find(reason => reason.Id == id);
    }

    /// <summary>Lever's text of a stage; the id itself for a stage that is not in the list (any more), or while Lever does not say.</summary>
    public async Task<string> StageTextAsync(string account, string leverAccount, string id, CancellationToken ct)
    {
        if (await FindStagesAsync(account, leverAccount, ct) is not { } stages) return id;
        if (stages.Find(stage => stage.Id == id) is { } known) return known.Text;

        // A stage that was added within the last minute.
        await cache.RemoveAsync(Key(account, leverAccount, Stages), ct);
        return (await FindStagesAsync(account, leverAccount, ct))?.Find(stage => stage.Id == id)?.Text ?? id;
    }

    /// <summary>The stage New Lead: its id is a word everywhere, unless the customer's Lever has another one of that name.</summary>
    public async Task<string> NewLeadAsync(string account, string leverAccount, CancellationToken ct)
    {
        var stages = await FindStagesAsync(account, leverAccount, ct) ?? [];
        return stages.Exists(stage => stage.Id == OpportunityOf.NewLead)
            ? OpportunityOf.NewLead
            : stages.Find(stage => stage.Text.Trim().Equals("New lead", StringComparison.OrdinalIgnoreCase))?.Id ?? OpportunityOf.NewLead;
    }

    /// <summary>Lever's active users, asked anew: the list may be as old as a minute, and what it refuses may be right by now.</summary>
    public ValueTask<List<LeverUser>> UsersNowAsync(string account, CancellationToken ct) =>
        GetAsync(account, "users-now", token => lever.ListUsersAsync(account, token), ct, Moment);

    /// <summary>Null when Lever does not say soon: an export, whose lease is running, does not wait for the name of a stage.</summary>
    private async Task<List<LeverStage>?> FindStagesAsync(string account, string leverAccount, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(LongestWaitForStages);
        try
        {
            return await cache.GetOrCreateAsync(
                Key(account, leverAccount, Stages), async token => await lever.ListStagesAsync(account, token), Minute, cancellationToken: patience.Token);
        }
        catch (Exception e) when (e is LeverException or NotAuthorizedException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <param name="users">By the role that Lever tells now, where it does: it may be another one since the member was mapped.</param>
    private async Task<string?> LimitedToAsync(string account, string member, Func<Task<List<LeverUser>?>> users, CancellationToken ct)
    {
        var mapped = await db.UserMappings.Where(mapping => mapping.AccountId == account && mapping.MemberId == member && mapping.Active)
            .Select(mapping => new LeverUser(mapping.LeverUserId, null, null, mapping.AccessRole, null)).SingleOrDefaultAsync(ct);
        if (mapped is null) return null;

        var now = (await users())?.Find(user => user.Id == mapped.Id) ?? mapped;
        return now.IsLimited ? now.Id : null;
    }

    private async Task ForgetAsync(string account, string list, CancellationToken ct) => await cache.RemoveAsync(await KeyAsync(account, list, ct), ct);

    private async Task<List<T>?> RememberedAsync<T>(string account, string list, CancellationToken ct) => await cache.GetOrCreateAsync<List<T>?>(
        await KeyAsync(account, list, ct), _ => ValueTask.FromResult<List<T>?>(null), RememberedOnly, cancellationToken: ct);

    /// <param name="age">How old it may be; a minute unless given.</param>
    private async ValueTask<T> GetAsync<T>(
        string account, string list, Func<CancellationToken, Task<T>> read, CancellationToken ct, HybridCacheEntryOptions? age = null) =>
        await cache.GetOrCreateAsync(await KeyAsync(account, list, ct), async token => await read(token), age ?? Minute, cancellationToken: ct);

    /// <summary>By Lever account: every replica remembers for itself, and another one may have put another Lever account in its place.</summary>
    /// <exception cref="NotAuthorizedException">There is no connection, whatever is remembered of an earlier one.</exception>
    private async Task<string> KeyAsync(string account, string list, CancellationToken ct) =>
        await db.Connections
            .Where(found => found.AccountId == account && (found.Status == ConnectionStatus.Active || found.Status == ConnectionStatus.Authorized))
            .Select(found => found.LeverAccountId).SingleOrDefaultAsync(ct) is { } leverAccount
            ? Key(account, leverAccount, list)
            : throw new NotAuthorizedException(account);

    private static string Key(string account, string leverAccount, string list) => $"lever:{account}:{leverAccount}:{list}";
}
