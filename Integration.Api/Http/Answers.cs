using System.Text.Json.Nodes;
using Integration.Api.Access;
using Microsoft.OpenApi;

namespace Integration.Api.Http;

/// <summary>What the routes answer beyond what their types say: the refusals with their codes, and bodies that are no JSON of ours.</summary>
internal static class Answers
{
    /// <summary>The refusals that a route has for itself.</summary>
    private static readonly Dictionary<string, (int Status, string[] Codes)[]> Own = new()
    {
        ["POST /platform/accounts/{account}/candidates"] = [(400, ["validation", "too-many"])],
        ["PUT /platform/accounts/{account}/candidates/{candidate}"] = [(400, ["validation", Problem.EmailNotValidCode])],
        ["PUT /platform/accounts/{account}/members/{member}"] = [(400, ["validation", Problem.EmailNotValidCode])],
        ["POST /sign-in"] = [(410, ["link-used-or-expired"])],
        ["POST /sign-in/preview"] = [(410, ["link-used-or-expired"])],
        ["POST /webhooks/lever/{endpointKey}"] = [(401, ["wrong-signature"]), (404, ["not-found"]), (413, ["too-large"]), (503, ["unavailable"])],
        ["POST /accounts/{account}/connection/activate"] = [(409, ["setup-incomplete"])],
        ["POST /accounts/{account}/connection/webhooks/provision"] = [(409, ["not-authorized"]), .. Lever],
        ["PUT /accounts/{account}/user-mappings/{member}"] =
            [(409, ["not-authorized"]), (422, ["lever-user-not-found", "lever-user-deactivated", "lever-role-too-low"]), .. Lever],
        ["GET /accounts/{account}/lever/postings"] = [(409, ["not-authorized"]), .. Lever],
        ["GET /accounts/{account}/lever/requisitions"] = [(409, ["not-authorized"]), .. Lever],
        ["GET /accounts/{account}/lever/stages"] = [(409, ["not-authorized"]), .. Lever],
        ["GET /accounts/{account}/lever/users"] = [(409, ["not-authorized"]), .. Lever],
        ["POST /accounts/{account}/exports"] =
            [(400, ["validation", "requisition-not-of-posting"]), (409, ["not-active"]), (422, ["idempotency-key-reused"]), .. Lever],
        ["POST /accounts/{account}/exports/{id:guid}/retry"] = [(409, ["nothing-to-retry"])],
    };

    private static (int, string[])[] Lever => [(502, ["lever-failed"]), (503, ["lever-unavailable", "unavailable"])];

    /// <summary>The answer of a route whose type does not tell it.</summary>
    public static (string Status, string Description)? Success(string route) => route switch
    {
        "GET /oauth/lever/callback" => ("302", "To `/setup/webhooks` of the UI, or to `/setup?error={code}`."),
        _ => null,
    };

    /// <summary>The body of a route that reads it itself.</summary>
    public static OpenApiRequestBody? Body(string route) => route switch
    {
        "POST /webhooks/lever/{endpointKey}" => Of("application/json", JsonNode.Parse(
            """
            {"event": "candidateStageChange", "triggeredAt": 1785000000000, "token": "00112233445566778899aabbccddeeff0011223344556677",
             "signature": "471745b12351612ba5b47e079a2a651d8c8c716896b77ab1d2e12962d1a06d23", "data": {"opportunityId": "6d7c1d2e", "contactId": "91b0a5f3"}}
            """)),
        "PUT /platform/accounts/{account}/candidates/{candidate}/resume" => Of("*/*", "The file's bytes, with Content-Type and a Content-Disposition that names it."),
        _ => null,
    };

    /// <summary>What is refused, in the order of the statuses.</summary>
    public static SortedDictionary<int, string[]> Refusals(string route, string? policy, bool isMutation, bool hasBody, bool hasParameters)
    {
        var refusals = new SortedDictionary<int, string[]>();
        if (hasBody || hasParameters) refusals[400] = ["validation"];
        if (policy is not null) refusals[401] = ["unauthenticated"];
        if (policy is not (null or AccessPolicies.SignedIn) && route != "PUT /platform/accounts/{account}") refusals[404] = ["not-found"];
        if (hasBody) refusals[408] = ["too-slow"];
        if (hasBody) refusals[413] = ["too-large"];
        if (hasBody && Body(route) is null) refusals[415] = ["unsupported-media-type"];
        refusals[503] = ["unavailable"];

        string[] forbidden =
        [
            .. policy is AccessPolicies.Admin ? ["not-an-admin"] : Array.Empty<string>(),
            .. policy is AccessPolicies.Mapped or AccessPolicies.MappedOrAdmin ? ["user-not-mapped"] : Array.Empty<string>(),
            .. isMutation && policy is not (null or AccessPolicies.Platform) ? ["cross-origin"] : Array.Empty<string>(),
        ];
        if (forbidden.Length > 0) refusals[403] = forbidden;
        foreach (var (status, codes) in Own.GetValueOrDefault(route, [])) refusals[status] = codes;
        return refusals;
    }

    private static OpenApiRequestBody Of(string contentType, JsonNode? example) => new()
    {
        Required = true,
        Content = new Dictionary<string, OpenApiMediaType> { [contentType] = new() { Example = example } },
    };
}
