using System.Text.Json.Nodes;
using Lever.Sandbox.Files;

namespace Lever.Sandbox.Organisations;

/// <summary>
/// The rules that Lever does not document, or that differ between customers. Each default is the likelier or, where
/// nobody can say, the harder one for a client: all are *assumed* unless marked otherwise.
/// </summary>
internal sealed record Rules
{
    /// <summary>Where somebody who is no Super Admin ends after Accept: true: an error at the callback; false: a page, and no callback.</summary>
    public bool RefusalReachesCallback { get; init; } = true;

    /// <summary>A revoked app's access tokens stop at once, instead of at their expiry.</summary>
    public bool RevokesImmediately { get; init; } = true;

    /// <summary>Fields of a token answer that are otherwise than documented, such as <c>{"expires_in": 3599.5, "scope": null}</c>; empty: none.</summary>
    public JsonObject? TokenAnswer { get; init; }

    /// <summary>Requisitions: available, forbidden (403) or empty; they belong to the larger packages (summarised).</summary>
    public string Requisitions { get; init; } = "available";

    /// <summary>Whether this customer lives in Lever's European data centre: calls elsewhere are redirected there (documented).</summary>
    public bool IsInEurope { get; init; }

    /// <summary>The status of that redirect: 301, 307 or 308.</summary>
    public int RedirectStatus { get; init; } = StatusCodes.Status308PermanentRedirect;

    /// <summary>Whether <c>perform_as</c> may name a deactivated user.</summary>
    public bool AllowsDeactivatedPerformAs { get; init; }

    /// <summary>Whether the performer follows what they create (documented), though the recording shows otherwise.</summary>
    public bool CreatorFollows { get; init; }

    /// <summary>Whether an opportunity can be created on a posting that is closed, rejected, pending or a draft.</summary>
    public bool AcceptsUnpublishedPostings { get; init; } = true;

    /// <summary>Whether a second opportunity of the same contact on the same posting is refused.</summary>
    public bool RefusesSecondOpportunity { get; init; }

    /// <summary>The largest <c>resumeFile</c>, in bytes; files of other kinds may have 30 MB (documented).</summary>
    public int ResumeMaxBytes { get; init; } = FormFiles.MaxBytes;

    /// <summary>Whether the token of a page whose first item has moved or gone is refused.</summary>
    public bool RefusesStaleOffsets { get; init; } = true;

    /// <summary>Whether asking for confidential lists without the grant is a 403, instead of a list without them.</summary>
    public bool RefusesConfidentialLists { get; init; }

    /// <summary>Status for a body or query that names a user, posting, stage or owner which does not exist.</summary>
    public int UnknownReferenceStatus { get; init; } = 400;

    /// <summary>This organisation's own rate; empty: the sandbox's setting.</summary>
    public double? RequestsPerSecond { get; init; }

    public int? Burst { get; init; }

    /// <summary>Whether what an app writes itself fires webhooks, as what a person does (documented) does.</summary>
    public bool EchoesOwnWrites { get; init; } = true;

    /// <summary>How much faster than real the pauses between tries pass; empty: the sandbox's setting.</summary>
    public double? WebhookSpeed { get; init; }

    public int WebhookTimeoutMs { get; init; } = 10_000;

    /// <summary>How often a delivery is tried in all, at most 6: "five times" may also mean five more after the first.</summary>
    public int WebhookTries { get; init; } = 6;

    /// <summary>Whether <c>verifyConnection</c> refuses the webhook when the test fails, instead of only making it.</summary>
    public bool VerifyConnectionRefuses { get; init; } = true;

    /// <summary>Whether deliveries have the <c>id</c> that is in the field table but in neither printed sample.</summary>
    public bool WebhooksCarryId { get; init; } = true;

    /// <summary>Whether another try has the token and the time of the first.</summary>
    public bool RetriesKeepToken { get; init; } = true;

    public bool DuplicatesWebhooks { get; init; }

    /// <summary>The share of the deliveries that get lost on their way, chosen at random: 0 none, 1 all. Lever tries none of them again.</summary>
    public double LosesWebhooks { get; init; }

    /// <summary>Deliveries start at random within this time, so that later ones overtake; 0: in order.</summary>
    public int WebhooksReorderWithinMs { get; init; }

    /// <summary>Files' sizes and times as text, as in the documentation's samples, instead of numbers.</summary>
    public bool FileNumbersAreText { get; init; }
}
