using System.Text.Json;
using System.Text.RegularExpressions;
using Lever.Sandbox.Contacts;
using Lever.Sandbox.Opportunities;
using Lever.Sandbox.Postings;
using Lever.Sandbox.Requisitions;
using Lever.Sandbox.Stages;
using Lever.Sandbox.Users;

namespace Lever.Sandbox.Organisations;

/// <summary>What an organisation starts with: <c>seed.json</c>, for the demo as it stands, for others with ids of their own.</summary>
internal sealed partial record Seed
{
    public const string DemoId = "5eed0000-0000-4000-8000-000000000001";

    private const string DemoDomain = "northwind.example";

    private static readonly string Text = ReadText();

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    public required string Name { get; init; }

    public string Slug { get; init; } = "northwind";

    public required IReadOnlyList<User> Users { get; init; }

    public required IReadOnlyList<Stage> Stages { get; init; }

    public required IReadOnlyList<ArchiveReason> ArchiveReasons { get; init; }

    public required IReadOnlyList<Posting> Postings { get; init; }

    public required IReadOnlyList<Requisition> Requisitions { get; init; }

    public required IReadOnlyList<Contact> Contacts { get; init; }

    public required IReadOnlyList<Opportunity> Opportunities { get; init; }

    public required IReadOnlyList<Application> Applications { get; init; }

    public static Seed Demo() => Parse(Text);

    /// <summary>The same seed for another organisation: other ids, and users at a domain of its own.</summary>
    public static (string Id, Seed Seed) For(NewOrganisation request, long now)
    {
        var id = NewId();
        var slug = $"org-{id[..8]}";
        var ids = new Dictionary<string, string>();
        var text = Uuid().Replace(Text, match =>
            ids.TryGetValue(match.Value, out var other) ? other : ids[match.Value] = NewId());
        var seed = Parse(text.Replace(DemoDomain, $"{slug}.example", StringComparison.Ordinal));

        return (id, seed with
        {
            Name = request.Name ?? $"Organisation {id[..8]}",
            Slug = slug,
            Users = [.. seed.Users, .. (request.Users ?? []).Select(user => user.ToUser(slug, now))],
            Postings = [.. seed.Postings, .. Enumerable.Range(1, request.Postings ?? 0).Select(n => MorePosting(seed, n, now))],
        });
    }

    public static string NewId() => Guid.NewGuid().ToString();

    public void FillInto(Organisation organisation, long now)
    {
        organisation.Save(new(organisation.Id, Name, Slug, now, new Rules()));
        foreach (var user in Users) organisation.Users.Put(user);
        foreach (var stage in Stages) organisation.Stages.Put(stage);
        foreach (var reason in ArchiveReasons) organisation.ArchiveReasons.Put(reason);
        foreach (var posting in Postings) organisation.Postings.Put(posting);
        foreach (var requisition in Requisitions) organisation.Requisitions.Put(requisition);
        foreach (var contact in Contacts) organisation.Contacts.Put(contact);
        foreach (var application in Applications) organisation.Applications.Put(application);
        foreach (var opportunity in Opportunities)
        {
            organisation.Opportunities.Put(opportunity with { WrittenAt = opportunity.CreatedAt });
        }
    }

    private static Posting MorePosting(Seed seed, int number, long now) => seed.Postings[0] with
    {
        Id = NewId(),
        Text = $"{seed.Postings[0].Text} {number:D4}",
        RequisitionCodes = [],
        CreatedAt = now - number,
        UpdatedAt = now - number,
    };

    private static Seed Parse(string text) => JsonSerializer.Deserialize<Seed>(text, Json)!;

    private static string ReadText()
    {
        using var stream = typeof(Seed).Assembly.GetManifestResourceStream("Lever.Sandbox.seed.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();
}
