using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Lever.Sandbox.State;
using Lever.Sandbox.Webhooks;

namespace Lever.Sandbox.Organisations;

/// <summary>Every organisation of this Lever, and the key that signs its access tokens.</summary>
internal sealed class LeverState
{
    private const string KeysTable = "keys";

    private readonly ConcurrentDictionary<string, Organisation> _organisations = new();
    private readonly Journal _journal;
    private readonly WebhookQueue _webhooks;
    private readonly TimeProvider _clock;

    public LeverState(Journal journal, WebhookQueue webhooks, TimeProvider clock)
    {
        (_journal, _webhooks, _clock) = (journal, webhooks, clock);

        foreach (var line in journal.Read())
        {
            if (line.Table == KeysTable) SigningKey = line.Row!.Value.Deserialize<SigningKey>(Journal.Json)!.Secret;
            else Open(line.Organisation).Restore(line);
        }

        SigningKey ??= RandomNumberGenerator.GetBytes(32);
        if (!_organisations.ContainsKey(Seed.DemoId)) Fill(Open(Seed.DemoId), Seed.Demo());

        var key = new Change("", KeysTable, KeysTable, new SigningKey(SigningKey));
        journal.Compact(_organisations.Values.SelectMany(organisation => organisation.Everything()).Prepend(key));
    }

    public byte[] SigningKey { get; }

    public Organisation Demo => _organisations[Seed.DemoId];

    /// <summary>All organisations, the demo first, then the newest.</summary>
    public IEnumerable<Organisation> All => _organisations.Values
        .OrderBy(organisation => organisation != Demo)
        .ThenByDescending(organisation => organisation.Settings.CreatedAt);

    public Organisation? Find(string? id) => id is null ? null : _organisations.GetValueOrDefault(id);

    public Organisation Create(NewOrganisation request)
    {
        var (id, seed) = Seed.For(request, _clock.Milliseconds());
        var organisation = new Organisation(id, _journal.Append, _webhooks);
        Fill(organisation, seed);
        _organisations[id] = organisation;
        return organisation;
    }

    private Organisation Open(string id) => _organisations.GetOrAdd(id, _ => new(id, _journal.Append, _webhooks));

    private void Fill(Organisation organisation, Seed seed)
    {
        lock (organisation.Gate)
        {
            seed.FillInto(organisation, _clock.Milliseconds());
        }
    }
}

internal sealed record SigningKey(byte[] Secret);
