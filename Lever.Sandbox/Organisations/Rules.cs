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

    /// <summary>Requisitions: available, forbidden (403) or empty; they belong to the larger packages (summarised).</summary>
    public string Requisitions { get; init; } = "available";

    /// <summary>Whether <c>perform_as</c> may name a deactivated user.</summary>
    public bool AllowsDeactivatedPerformAs { get; init; }

    /// <summary>Whether the performer follows what they create (documented), though the recording shows otherwise.</summary>
    public bool CreatorFollows { get; init; }

    /// <summary>Whether an opportunity can be created on a posting that is closed, rejected, pending or a draft.</summary>
    public bool AcceptsUnpublishedPostings { get; init; } = true;

    /// <summary>Whether the token of a page whose first item has moved or gone is refused.</summary>
    public bool RefusesStaleOffsets { get; init; } = true;

    /// <summary>Whether asking for confidential lists without the grant is a 403, instead of a list without them.</summary>
    public bool RefusesConfidentialLists { get; init; }

    /// <summary>Status for a body or query that names a user, posting, stage or owner which does not exist.</summary>
    public int UnknownReferenceStatus { get; init; } = 400;

    /// <summary>This organisation's own rate; empty: the sandbox's setting.</summary>
    public double? RequestsPerSecond { get; init; }

    public int? Burst { get; init; }
}
