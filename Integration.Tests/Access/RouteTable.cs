namespace Integration.Tests.Access;

/// <summary>Who may call a route.</summary>
public enum Caller
{
    Anybody,
    Platform,
    SignedIn,
    Member,
    Admin,
    Mapped,
    MappedOrAdmin,
}

/// <summary>One route of Integration.Api: an example of a call, who may make it, and what the example answers to those.</summary>
/// <param name="Pattern">As it is mapped, without a slash at its end.</param>
/// <param name="Path">An example; <c>{account}</c>, <c>{candidate}</c> and <c>{export}</c> are those of the test.</param>
/// <param name="Status">What the example answers to whoever may call it, also when it is called again.</param>
public sealed record RouteRow(string Method, string Pattern, Caller Caller, int Status, string? Path = null, object? Body = null)
{
    /// <summary>Who has called it is signed out.</summary>
    public bool EndsSession { get; init; }

    public string Example => Path ?? Pattern;

    public override string ToString() => $"{Method} {Pattern}";
}

/// <summary>Every route of Integration.Api, those that exist for development only and the framework's own aside.</summary>
public static class RouteTable
{
    public static readonly IReadOnlyList<RouteRow> Rows =
    [
        new("PUT", "/platform/accounts/{account}", Caller.Platform, 200, Body: new { name = "A company" }),
        new("PUT", "/platform/accounts/{account}/members/{member}", Caller.Platform, 200, "/platform/accounts/{account}/members/recruiter-2",
            new { name = "Uma Unmapped", email = "uma@elsewhere.example", role = "recruiter" }),
        new("PUT", "/platform/accounts/{account}/requisitions/{requisition}", Caller.Platform, 200, "/platform/accounts/{account}/requisitions/requisition-1",
            new { title = "Engineer" }),
        new("PUT", "/platform/accounts/{account}/candidates/{candidate}", Caller.Platform, 200, Body: new { name = "A person", stage = "potential" }),
        new("POST", "/platform/accounts/{account}/candidates", Caller.Platform, 200, Body: new[] { new { id = "c-1", name = "A person", stage = "potential" } }),
        new("PUT", "/platform/accounts/{account}/candidates/{candidate}/resume", Caller.Platform, 400),
        new("DELETE", "/platform/accounts/{account}/candidates/{candidate}", Caller.Platform, 204, "/platform/accounts/{account}/candidates/nobody"),
        new("POST", "/platform/accounts/{account}/sessions", Caller.Platform, 201, Body: new { memberId = "admin-1" }),
        new("GET", "/platform/accounts/{account}/events", Caller.Platform, 200),
        new("POST", "/sign-in", Caller.Anybody, 410, Body: new { token = "unknown" }),
        new("POST", "/sign-in/preview", Caller.Anybody, 410, Body: new { token = "unknown" }),
        new("DELETE", "/session", Caller.SignedIn, 204) { EndsSession = true },
        new("GET", "/oauth/lever/callback", Caller.Anybody, 302),
        new("POST", "/webhooks/lever/{endpointKey}", Caller.Anybody, 404, "/webhooks/lever/unknown", new { }),
        new("GET", "/me", Caller.SignedIn, 200),
        new("GET", "/accounts/{account}/members", Caller.Admin, 200),
        new("GET", "/accounts/{account}/requisitions", Caller.Member, 200),
        new("GET", "/accounts/{account}/candidates", Caller.Member, 200),
        new("GET", "/accounts/{account}/candidates/{candidate}", Caller.Member, 200),
        new("GET", "/accounts/{account}/connection", Caller.Member, 200),
        new("POST", "/accounts/{account}/connection/authorize", Caller.Admin, 200, Body: new { replaceLeverAccount = false }),
        new("POST", "/accounts/{account}/connection/activate", Caller.Admin, 200),
        new("DELETE", "/accounts/{account}/connection", Caller.Admin, 204),
        new("PUT", "/accounts/{account}/connection/webhooks", Caller.Admin, 200, Body: new { candidateHired = "abcdef0123456789" }),
        new("POST", "/accounts/{account}/connection/webhooks/provision", Caller.Admin, 200),
        new("GET", "/accounts/{account}/user-mappings", Caller.Admin, 200),
        new("PUT", "/accounts/{account}/user-mappings/{member}", Caller.Admin, 422, "/accounts/{account}/user-mappings/recruiter-2",
            new { leverEmail = "nobody@nowhere.example" }),
        new("DELETE", "/accounts/{account}/user-mappings/{member}", Caller.Admin, 204, "/accounts/{account}/user-mappings/recruiter-2"),
        new("GET", "/accounts/{account}/lever/postings", Caller.MappedOrAdmin, 200),
        new("GET", "/accounts/{account}/lever/requisitions", Caller.MappedOrAdmin, 200),
        new("GET", "/accounts/{account}/lever/stages", Caller.MappedOrAdmin, 200),
        new("GET", "/accounts/{account}/lever/users", Caller.MappedOrAdmin, 200),
        new("POST", "/accounts/{account}/exports", Caller.Mapped, 202, Body: new { candidateIds = new[] { "unknown" } }),
        new("POST", "/accounts/{account}/exports/preview", Caller.Mapped, 200, Body: new { candidateIds = new[] { "unknown" } }),
        new("GET", "/accounts/{account}/exports", Caller.Member, 200),
        new("GET", "/accounts/{account}/exports/{id:guid}", Caller.Member, 200, "/accounts/{account}/exports/{export}"),
        new("POST", "/accounts/{account}/exports/{id:guid}/retry", Caller.Mapped, 409, "/accounts/{account}/exports/{export}/retry"),
        new("POST", "/accounts/{account}/exports/{id:guid}/cancel", Caller.Mapped, 200, "/accounts/{account}/exports/{export}/cancel"),
        new("GET", "/accounts/{account}/webhook-deliveries", Caller.Admin, 200),
        new("POST", "/accounts/{account}/webhook-deliveries/{id:long}/replay", Caller.Admin, 404, "/accounts/{account}/webhook-deliveries/0/replay"),
        new("GET", "/accounts/{account}/settings", Caller.Admin, 200),
        new("PUT", "/accounts/{account}/settings", Caller.Admin, 200,
            Body: new { autoSync = new { enabled = false, stages = new[] { "qualified" }, defaultMemberId = (string?)null }, exportNotes = true }),
    ];
}
