using Lever.Sandbox.Files;
using Lever.Sandbox.Notes;
using Lever.Sandbox.Opportunities;
using Lever.Sandbox.Organisations;

namespace Lever.Sandbox.Control;

/// <summary>The judge of every proof: what an organisation's Lever really holds, and what was asked of it.</summary>
internal sealed record Ledger(
    string OrganisationId,
    string OrganisationName,
    int Live,
    int Deleted,
    int TooManyRequests,
    IReadOnlyList<CallCount> Calls,
    IReadOnlyList<LedgerOpportunity>? Opportunities)
{
    public static Ledger Of(Organisation organisation, bool withOpportunities)
    {
        var calls = organisation.Calls.Counts();
        lock (organisation.Gate)
        {
            var all = organisation.Opportunities.AllWithDeleted;
            return new(
                organisation.Id,
                organisation.Name,
                organisation.Opportunities.Listed.Count,
                all.Count - organisation.Opportunities.Listed.Count,
                calls.Sum(call => call.Answers.GetValueOrDefault("429")),
                calls,
                withOpportunities ? [.. all.Select(opportunity => LedgerOpportunity.Of(organisation, opportunity))] : null);
        }
    }
}

/// <summary>An opportunity with all that hangs on it; <c>writtenAt</c> is when the write really happened.</summary>
internal sealed record LedgerOpportunity(
    string Id,
    string Contact,
    string Name,
    IReadOnlyList<string> Emails,
    IReadOnlyList<string> Links,
    IReadOnlyList<string> Sources,
    IReadOnlyList<string> Tags,
    string Origin,
    string Stage,
    string? Posting,
    string? Owner,
    string? PerformedBy,
    Archived? Archived,
    long CreatedAt,
    long WrittenAt,
    long? UpdatedAt,
    long? DeletedAt,
    IReadOnlyList<LedgerNote> Notes,
    IReadOnlyList<LedgerFile> Files,
    LedgerFile? Resume)
{
    public static LedgerOpportunity Of(Organisation organisation, Opportunity opportunity)
    {
        var contact = organisation.Contacts.Find(opportunity.Contact);
        var files = organisation.FilesOf[opportunity.Id].ToLookup(file => file.IsResume, LedgerFile.Of);
        return new(
            opportunity.Id,
            opportunity.Contact,
            contact?.Name ?? "",
            contact?.Emails ?? [],
            contact?.Links ?? [],
            opportunity.Sources,
            opportunity.Tags,
            opportunity.Origin,
            opportunity.Stage,
            organisation.Applications.Find(opportunity.Application)?.Posting,
            opportunity.Owner,
            opportunity.PerformedBy,
            opportunity.Archived,
            opportunity.CreatedAt,
            opportunity.WrittenAt,
            opportunity.UpdatedAt,
            opportunity.DeletedAt,
            [.. organisation.NotesOf[opportunity.Id].Select(LedgerNote.Of)],
            [.. files[false]],
            files[true].FirstOrDefault());
    }
}

internal sealed record LedgerNote(
    string Id, IReadOnlyList<string> Values, string? User, long CreatedAt, long WrittenAt, long? DeletedAt)
{
    public static LedgerNote Of(Note note) =>
        new(note.Id, [.. note.Fields.Select(field => field.Value)], note.User, note.CreatedAt, note.WrittenAt, note.DeletedAt);
}

internal sealed record LedgerFile(string Id, string Name, long Size, string Sha256, long WrittenAt, long? DeletedAt)
{
    public static LedgerFile Of(StoredFile file) =>
        new(file.Id, file.Name, file.Size, file.Sha256, file.UploadedAt, file.DeletedAt);
}
