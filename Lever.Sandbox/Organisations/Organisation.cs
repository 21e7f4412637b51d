using Lever.Sandbox.Contacts;
using Lever.Sandbox.Control;
using Lever.Sandbox.Files;
using Lever.Sandbox.Notes;
using Lever.Sandbox.OAuth;
using Lever.Sandbox.Opportunities;
using Lever.Sandbox.Postings;
using Lever.Sandbox.Requisitions;
using Lever.Sandbox.Stages;
using Lever.Sandbox.State;
using Lever.Sandbox.Users;
using Lever.Sandbox.Webhooks;

namespace Lever.Sandbox.Organisations;

/// <summary>
/// One customer of Lever and everything that is theirs. Organisations share nothing; whoever reads or writes the
/// tables holds <see cref="Gate"/>.
/// </summary>
internal sealed class Organisation
{
    private readonly Dictionary<string, ITable> _tables = [];
    private readonly Action<Change> _journal;
    private readonly Table<Settings> _settings;
    private readonly Dictionary<string, int> _stageIndexes = [];

    public Organisation(string id, Action<Change> journal, WebhookQueue webhooks)
    {
        Id = id;
        _journal = journal;
        _settings = Add<Settings>("settings");
        _settings.Changed += (_, settings) => Settings = settings!;
        Users = Add<User>("users");
        Stages = Add<Stage>("stages");
        ArchiveReasons = Add<ArchiveReason>("archiveReasons");
        Postings = Add<Posting>("postings");
        Requisitions = Add<Requisition>("requisitions");
        Contacts = Add<Contact>("contacts");
        Applications = Add<Application>("applications");
        Files = Add<StoredFile>("files");
        Contents = Add<FileContent>("contents");
        Uploads = Add<Upload>("uploads");
        Notes = Add<Note>("notes");
        Grants = Add<Grant>("grants");
        Webhooks = Add<Webhook>("webhooks");
        Deliveries = Add<Delivery>("deliveries");
        Outbox = new(this, webhooks);

        Stages.Changed += (_, stage) => _stageIndexes.TryAdd(stage!.Id, _stageIndexes.Count);
        Opportunities = new(Add<Opportunity>("opportunities"), this);
        ContactsByEmail = new(Contacts, contact => contact.Emails.Select(Contact.Canonical).Distinct());
        FilesOf = new(Files, file => [file.OpportunityId]);
        NotesOf = new(Notes, note => [note.OpportunityId]);
        DeliveriesByTime = new(Deliveries, delivery => new Moment(delivery.CreatedAt, delivery.Id));
    }

    public string Id { get; }

    public Lock Gate { get; } = new();

    public Settings Settings { get; private set; } = null!;

    public string Name => Settings.Name;

    public Rules Rules => Settings.Rules;

    public Table<User> Users { get; }

    public Table<Stage> Stages { get; }

    public Table<ArchiveReason> ArchiveReasons { get; }

    public Table<Posting> Postings { get; }

    public Table<Requisition> Requisitions { get; }

    public Table<Contact> Contacts { get; }

    public Lookup<Contact> ContactsByEmail { get; }

    public OpportunityTable Opportunities { get; }

    public Table<Application> Applications { get; }

    public Table<StoredFile> Files { get; }

    public Lookup<StoredFile> FilesOf { get; }

    public Table<FileContent> Contents { get; }

    public Table<Upload> Uploads { get; }

    public Table<Note> Notes { get; }

    public Lookup<Note> NotesOf { get; }

    public Table<Grant> Grants { get; }

    public Table<Webhook> Webhooks { get; }

    public Table<Delivery> Deliveries { get; }

    public Order<Delivery, Moment> DeliveriesByTime { get; }

    public WebhookOutbox Outbox { get; }

    /// <summary>What is not kept between runs: the calls so far, the faults ordered, the bucket.</summary>
    public CallLedger Calls { get; } = new();

    public Faults Faults { get; } = new();

    public RateBucket Bucket { get; } = new();

    /// <summary>The place of a stage in the pipeline, from 0.</summary>
    public int IndexOf(string stage) => _stageIndexes.GetValueOrDefault(stage, int.MaxValue);

    public void Save(Settings settings) => _settings.Put(settings);

    public void Restore(JournalLine line)
    {
        if (_tables.TryGetValue(line.Table, out var table)) table.Restore(line.Id, line.Row);
    }

    public IEnumerable<Change> Everything() =>
        _tables.Values.SelectMany(table => table.Rows.Select(row => new Change(Id, table.Name, row.Id, row)));

    private Table<T> Add<T>(string name) where T : class, IRow
    {
        var table = new Table<T>(name, (of, id, row) => _journal(new(Id, of, id, row)));
        _tables.Add(name, table);
        return table;
    }
}

/// <summary>What an organisation is called and how it behaves.</summary>
internal sealed record Settings(string Id, string Name, string Slug, long CreatedAt, Rules Rules) : IRow
{
    /// <summary>The webhook groups that a Super Admin has switched on; none at first (documented).</summary>
    public IReadOnlyList<string> EnabledEvents { get; init; } = [];
}
