using Lever.Sandbox.Api;
using Lever.Sandbox.Contacts;
using Lever.Sandbox.Files;
using Lever.Sandbox.Opportunities;
using Lever.Sandbox.Organisations;
using Lever.Sandbox.Stages;
using Lever.Sandbox.State;
using Lever.Sandbox.Webhooks;

namespace Lever.Sandbox.Postings;

/// <summary>
/// Somebody applies: a new opportunity at New applicant with an application of type "posting". Whoever uses it holds
/// the organisation's gate.
/// </summary>
internal sealed class Applying(Organisation organisation, bool byApp, long now)
{
    public Application Apply(Posting posting, ApplicationBody body)
    {
        if (posting.State is not ("published" or "internal")) throw Refusal.BadRequest($"postings {posting.Id} is {posting.State}");
        if (body.Origin is not (null or "applied" or "internal")) throw Refusal.BadRequest($"Unknown origin: {body.Origin}");

        var email = body.Get("email") ?? throw Refusal.BadRequest("email is required");
        var person = new NewOpportunity
        {
            Name = body.Get("fullName") ?? throw Refusal.BadRequest("fullName is required"),
            Headline = body.Get("currentCompany"),
            Location = body.Get("currentLocation"),
            Emails = [email],
            Phones = body.Get("phone") is { } phone ? [new(null, phone)] : [],
            Links = [.. (body.Urls ?? []).Select(url => url?.Value).OfType<string>()],
        };
        var resume = FindUpload(body.Get("resume"));

        var (contact, _) = new ContactMatch(organisation).For(person);
        if (contact != organisation.Contacts.Find(contact.Id)) new ContactChanges(organisation, byApp, now).Put(contact);

        var id = Seed.NewId();
        var application = organisation.Applications.Put(new()
        {
            Id = Seed.NewId(),
            Type = Application.ByApplying,
            OpportunityId = id,
            Posting = posting.Id,
            Name = person.Name,
            Company = person.Headline,
            Phone = contact.Phones is [var first, ..] ? first : null,
            Email = email,
            Links = person.Links,
            Comments = body.Get("additionalInformation"),
            CreatedAt = now,
        });
        var opportunity = organisation.Opportunities.Put(new()
        {
            Id = id,
            Contact = contact.Id,
            Stage = Stage.NewApplicant,
            Confidentiality = posting.Confidentiality,
            Tags = [.. posting.InheritedTags],
            Sources = [body.Source ?? "Job site"],
            StageChanges = [new(Stage.NewApplicant, organisation.IndexOf(Stage.NewApplicant), now, null)],
            Origin = body.Origin ?? (posting.State == "internal" ? "internal" : "applied"),
            Owner = posting.Owner,
            Followers = posting.Followers,
            Application = application.Id,
            CreatedAt = now,
            UpdatedAt = now,
            LastInteractionAt = now,
            LastAdvancedAt = now,
            OpportunityLocation = body.Get("preferredPostingLocation") ?? posting.OnlyLocation,
            WrittenAt = now,
        });

        if (resume is not null) new FileStore(organisation, now).Keep(new(IsResume: true, resume.Name, resume.Bytes), id);
        organisation.Outbox.OfOpportunity(
            WebhookEvents.ApplicationCreated, opportunity, byApp, now, ("applicationId", application.Id));
        return application;
    }

    private Upload? FindUpload(string? uri)
    {
        if (uri is null) return null;

        return organisation.Uploads.Find(uri[(uri.LastIndexOf('/') + 1)..]) is { } upload && upload.ExpiresAt > now
            ? upload
            : throw Refusal.BadRequest("resume must be the uri of an upload of the last 24 hours");
    }
}

/// <summary>A file that waits for its application.</summary>
internal sealed record Upload(string Id, string Name, byte[] Bytes, long ExpiresAt) : IRow;
