using System.Security.Cryptography;
using Lever.Sandbox.Opportunities;
using Lever.Sandbox.Organisations;

namespace Lever.Sandbox.Files;

/// <summary>Keeps the files of an organisation's opportunities; whoever uses it holds the organisation's gate.</summary>
internal sealed class FileStore(Organisation organisation, long now)
{
    public StoredFile Keep(NewFile file, string opportunityId)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(file.Bytes));
        if (organisation.Contents.Find(hash) is null) organisation.Contents.Put(new(hash, file.Bytes));

        return organisation.Files.Put(new()
        {
            Id = Seed.NewId(),
            OpportunityId = opportunityId,
            IsResume = file.IsResume,
            Name = file.Name,
            Size = file.Bytes.Length,
            Sha256 = hash,
            UploadedAt = now,
        });
    }
}
