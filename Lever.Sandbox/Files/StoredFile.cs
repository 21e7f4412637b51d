using Lever.Sandbox.State;

namespace Lever.Sandbox.Files;

/// <summary>A file of an opportunity. A résumé is a file that came with the opportunity as <c>resumeFile</c>.</summary>
internal sealed record StoredFile : IRow
{
    public required string Id { get; init; }

    public required string OpportunityId { get; init; }

    public bool IsResume { get; init; }

    public required string Name { get; init; }

    public long Size { get; init; }

    /// <summary>SHA-256 of the bytes in lower-case hex: the id of the <see cref="FileContent"/>.</summary>
    public required string Sha256 { get; init; }

    public long UploadedAt { get; init; }

    public long? DeletedAt { get; init; }

    public string Extension => Path.GetExtension(Name).TrimStart('.').ToLowerInvariant();
}

/// <summary>The bytes of a file, kept once however many files have them.</summary>
internal sealed record FileContent(string Id, byte[] Bytes) : IRow;
