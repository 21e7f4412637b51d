namespace Integration.Ui;

public sealed partial class IntegrationApi
{
    public Task<Member> GetMeAsync(CancellationToken ct) => GetAsync<Member>("me", ct);

    /// <summary>Who is signed in, if anybody still is.</summary>
    public async Task<Member?> FindMeAsync(CancellationToken ct)
    {
        try
        {
            return await GetMeAsync(ct);
        }
        catch (SessionEndedException)
        {
            return null;
        }
    }

    /// <summary>Whom a one-time link would sign in; a problem says that it was used or is late.</summary>
    public Task<Answer<SignInPreview>> PreviewSignInAsync(string token, string browser, CancellationToken ct) =>
        SendAsync<SignInPreview>(HttpMethod.Post, "sign-in/preview", new { token, browser }, ct);

    /// <summary>Redeems a one-time link, likewise; for the same browser also once more.</summary>
    public Task<Answer<Session>> SignInAsync(string token, string browser, CancellationToken ct) =>
        SendAsync<Session>(HttpMethod.Post, "sign-in", new { token, browser }, ct);

    /// <summary>Ends the session of the cookie, for whoever holds a copy of it too.</summary>
    public async Task EndSessionAsync(CancellationToken ct)
    {
        try
        {
            await SendAsync<Session>(HttpMethod.Delete, "session", null, ct);
        }
        catch (SessionEndedException)
        {
            // So it has already.
        }
    }

    /// <summary>The demo members, or null where the API does not run in Development.</summary>
    public async Task<IReadOnlyList<DemoMember>?> FindDemoMembersAsync(CancellationToken ct) =>
        (await FindAsync<Page<DemoMember>>("development/members", ct))?.Items;

    /// <summary>A one-time link for a demo member.</summary>
    public Task<Answer<SignInLink>> CreateDemoSessionAsync(
        string accountId, string memberId, string? returnTo, CancellationToken ct) =>
        SendAsync<SignInLink>(HttpMethod.Post, "development/sessions", new { accountId, memberId, returnTo }, ct);

    public Task<IReadOnlyList<UserMapping>> ListUserMappingsAsync(CancellationToken ct) =>
        ListAsync<UserMapping>($"{Account}/user-mappings", ct);

    public Task<Answer<MappedUser>> MapUserAsync(string memberId, string leverEmail, bool active, CancellationToken ct) =>
        SendAsync<MappedUser>(HttpMethod.Put, $"{Account}/user-mappings/{Segment(memberId)}", new { leverEmail, active }, ct);

    public Task<Answer<MappedUser>> UnmapUserAsync(string memberId, CancellationToken ct) =>
        SendAsync<MappedUser>(HttpMethod.Delete, $"{Account}/user-mappings/{Segment(memberId)}", null, ct);
}

/// <summary>The member who is signed in. <see cref="Mapped"/>: to an active Lever user, so that exports are allowed.</summary>
public sealed record Member(string AccountId, string MemberId, string Name, string Role, bool Mapped)
{
    public string? AccountName { get; init; }

    /// <summary>Who can configure: told to everybody, so that a recruiter knows whom to ask.</summary>
    public IReadOnlyList<Person> Admins { get; init; } = [];

    public const string Admin = "admin";

    public bool IsAdmin => Role == Admin;
}

public sealed record Person(string Name, string? Email);

/// <summary>Whom a one-time link would sign in, and in which company.</summary>
public sealed record SignInPreview(string AccountId, string AccountName, string MemberId, string Name, string Role);

/// <summary>What a one-time link opened.</summary>
public sealed record Session(string AccountId, string MemberId, string? ReturnTo, Guid SessionId);

public sealed record SignInLink(Uri Url);

public sealed record DemoMember(
    string AccountId, string AccountName, string MemberId, string Name, string Email, string Role);

/// <summary>A member, and the Lever user that stands for them: chosen, or suggested.</summary>
public sealed record UserMapping(
    string MemberId, string Name, string Email, LeverUser? LeverUser, bool Active, LeverUser? Suggestion)
{
    /// <summary>Lever has a user of this address, who may not add candidates there.</summary>
    public bool RoleTooLow { get; init; }
}

public sealed record LeverUser(string Id, string Email, string Name, string? AccessRole = null)
{
    public bool IsDeactivated { get; init; }
}

public sealed record MappedUser(string MemberId, string LeverEmail, string LeverName, bool Active);
