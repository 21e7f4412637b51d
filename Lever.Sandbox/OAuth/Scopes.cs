namespace Lever.Sandbox.OAuth;

/// <summary>Lever's scopes, in the words of the consent page.</summary>
internal static class Scopes
{
    public const string OfflineAccess = "offline_access";
    public const string Confidential = "confidential:access:admin";

    private static readonly (string Name, string Access, string Words)[] Resources =
    [
        ("applications", "r", "applications"),
        ("archive_reasons", "r", "archive reasons"),
        ("audit_events", "r", "audit events"),
        ("contact", "rw", "contacts"),
        ("diversity_surveys", "r", "diversity surveys"),
        ("eeo_responses", "r", "EEO responses"),
        ("eeo_responses_pii", "r", "EEO responses with personal data"),
        ("feedback", "rw", "feedback"),
        ("feedback_templates", "rw", "feedback templates"),
        ("files", "rw", "files"),
        ("forms", "rw", "forms"),
        ("form_templates", "rw", "form templates"),
        ("groups", "rw", "groups"),
        ("interviews", "rw", "interviews"),
        ("notes", "rw", "notes"),
        ("offers", "r", "offers"),
        ("opportunities", "rw", "opportunities"),
        ("panels", "rw", "interview panels"),
        ("permissions", "rw", "permissions"),
        ("postings", "rw", "postings"),
        ("referrals", "r", "referrals"),
        ("requisitions", "rw", "requisitions"),
        ("requisition_fields", "rw", "requisition fields"),
        ("resumes", "r", "résumés"),
        ("roles", "rw", "roles"),
        ("sources", "r", "sources"),
        ("stages", "r", "stages"),
        ("tags", "r", "tags"),
        ("tasks", "r", "tasks"),
        ("uploads", "w", "uploads"),
        ("users", "rw", "users"),
        ("webhooks", "rw", "webhooks"),
    ];

    private static readonly Dictionary<string, string> WordsOf = All();

    /// <summary>What a scope allows, for a person to read; null when Lever has no such scope.</summary>
    public static string? Describe(string scope) => WordsOf.GetValueOrDefault(scope);

    /// <summary>Whether these scopes allow what the needed one does; write contains read.</summary>
    public static bool Allow(IReadOnlyCollection<string> granted, string needed) =>
        granted.Contains(needed) || granted.Contains(needed.Replace(":read:", ":write:", StringComparison.Ordinal));

    private static Dictionary<string, string> All()
    {
        var words = new Dictionary<string, string>
        {
            [OfflineAccess] = "Stay connected while nobody is signed in",
            [Confidential] = "See and use confidential postings, requisitions and opportunities",
        };
        foreach (var (name, access, what) in Resources)
        {
            if (access.Contains('r', StringComparison.Ordinal)) words[$"{name}:read:admin"] = $"View {what}";
            if (access.Contains('w', StringComparison.Ordinal)) words[$"{name}:write:admin"] = $"View and manage {what}";
        }

        return words;
    }
}
