using Lever.Sandbox.Api;
using Lever.Sandbox.Contacts;
using Lever.Sandbox.Files;
using Lever.Sandbox.Organisations;
using Lever.Sandbox.Postings;
using Lever.Sandbox.Stages;
using Lever.Sandbox.Users;
using Lever.Sandbox.Webhooks;

namespace Lever.Sandbox.Opportunities;

/// <summary>The rules of <c>POST /opportunities</c>. First everything is checked, then everything is written.</summary>
internal sealed class OpportunityCreation(Caller caller, User performer, bool ownedByPostingOwner, long now)
{
    private static readonly string[] Origins = ["agency", "applied", "internal", "referred", "sourced", "university"];
    private static readonly string[] PhoneTypes = ["mobile", "home", "work", "skype", "other"];

    private readonly Organisation _organisation = caller.Organisation;

    public (Opportunity Opportunity, bool Deduped) Create(NewOpportunity body, IReadOnlyList<NewFile> files)
    {
        Check(body, files);
        var posting = FindPosting(body);
        var archived = Archived(body);
        var (contact, deduped) = new ContactMatch(_organisation).For(body);
        if (posting is not null && _organisation.Rules.RefusesSecondOpportunity && IsOn(posting, contact.Id))
            throw Refusal.BadRequest("The contact has an opportunity on this posting already");

        var origin = body.Origin ?? "sourced";
        var stage = body.Stage ?? Stage.NewLead;
        var createdAt = body.CreatedAt ?? now;
        var id = Seed.NewId();
        var application = posting is null ? null : new Application
        {
            Id = Seed.NewId(),
            Type = Application.ByUser,
            OpportunityId = id,
            Posting = posting.Id,
            User = performer.Id,
            CreatedAt = createdAt,
            Archived = archived,
        };
        var opportunity = new Opportunity
        {
            Id = id,
            Contact = contact.Id,
            Stage = stage,
            Confidentiality = posting?.Confidentiality ?? Confidentiality.Open,
            Archived = archived,
            Tags = [.. (body.Tags ?? []).Concat(posting?.InheritedTags ?? []).Distinct()],
            Sources = [.. (body.Sources ?? []).Distinct()],
            StageChanges = [new(stage, _organisation.IndexOf(stage), createdAt, performer.Id)],
            Origin = origin,
            SourcedBy = origin == "sourced" ? performer.Id : null,
            Owner = Owner(body, posting),
            Followers = [.. Followers(body, posting).Distinct()],
            Application = application?.Id,
            CreatedAt = createdAt,
            UpdatedAt = now,
            LastInteractionAt = now,
            LastAdvancedAt = createdAt,
            OpportunityLocation = posting is null ? null : body.OpportunityLocation ?? posting.OnlyLocation,
            WrittenAt = now,
            PerformedBy = performer.Id,
        };

        if (contact != _organisation.Contacts.Find(contact.Id)) new ContactChanges(_organisation, byApp: true, now).Put(contact);
        foreach (var file in files) new FileStore(_organisation, now).Keep(file, id);
        _organisation.Opportunities.Put(opportunity);
        if (application is not null)
        {
            _organisation.Applications.Put(application);
            _organisation.Outbox.OfOpportunity(
                WebhookEvents.ApplicationCreated, opportunity, byApp: true, now, ("applicationId", application.Id));
        }

        return (opportunity, deduped);
    }

    private void Check(NewOpportunity body, IReadOnlyList<NewFile> files)
    {
        var most = _organisation.Rules.ResumeMaxBytes;
        if (files.Any(file => file.IsResume && file.Bytes.Length > most)) throw FormFiles.TooLarge(most);
        if (body.Origin is { } origin && !Origins.Contains(origin)) throw Refusal.BadRequest($"Unknown origin: {origin}");
        if (body.CreatedAt > now) throw Refusal.BadRequest("createdAt must be in the past");
        if (body.Stage is { } stage && _organisation.Stages.Find(stage) is null) throw Unknown("stages", stage);

        foreach (var user in (body.Followers ?? []).Concat(body.Owner is { } owner ? [owner] : []))
        {
            if (_organisation.Users.Find(user) is null) throw Unknown("users", user);
        }

        foreach (var phone in body.Phones ?? [])
        {
            if (phone?.Value is null) throw Refusal.BadRequest("phones need a value");
            if (phone.Type is { } type && !PhoneTypes.Contains(type)) throw Refusal.BadRequest($"Unknown phone type: {type}");
        }
    }

    private Posting? FindPosting(NewOpportunity body)
    {
        if (body.Postings is not { Count: > 0 } postings) return null;
        if (postings.Count > 1) throw Refusal.BadRequest("Only one posting can be specified");

        var posting = _organisation.Postings.Find(postings[0]) ?? throw Unknown("postings", postings[0]);
        caller.RequireAccess(posting.Confidentiality);
        if (posting.State is not ("published" or "internal") && !_organisation.Rules.AcceptsUnpublishedPostings)
        {
            throw Refusal.BadRequest($"postings {posting.Id} is {posting.State}");
        }

        return posting;
    }

    private bool IsOn(Posting posting, string contact) => _organisation.Opportunities.OfContact[contact]
        .Any(opportunity => _organisation.Applications.Find(opportunity.Application)?.Posting == posting.Id);

    private Archived? Archived(NewOpportunity body)
    {
        if (body.Archived?.Reason is not { } reason) return null;
        if (_organisation.ArchiveReasons.Find(reason) is null) throw Unknown("archive_reasons", reason);
        if (body.Archived.ArchivedAt is { } at && (at > now || at < (body.CreatedAt ?? now)))
        {
            throw Refusal.BadRequest("archivedAt needs an earlier createdAt");
        }

        return new(reason, body.Archived.ArchivedAt ?? now);
    }

    private string Owner(NewOpportunity body, Posting? posting) =>
        body.Owner ?? (ownedByPostingOwner ? posting?.Owner : null) ?? performer.Id;

    private IEnumerable<string> Followers(NewOpportunity body, Posting? posting)
    {
        var followers = (body.Followers ?? []).Concat(posting?.Followers ?? []);
        return _organisation.Rules.CreatorFollows ? followers.Append(performer.Id) : followers;
    }

    private Refusal Unknown(string collection, string id) => Performer.Unknown(_organisation, collection, id);
}
