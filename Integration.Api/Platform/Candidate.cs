using System.Text.Json;
using Integration.Api.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Integration.Api.Platform;

/// <summary>A telephone number; <c>type</c> is free text here, and one of Lever's words when it is sent there.</summary>
/// <param name="Type">May be absent: null is left out wherever this is written, and what was written must be readable.</param>
public sealed record Phone(string Value, string? Type = null);

/// <summary>What a member wrote about a candidate. Its identity is its id, else its time, author and text.</summary>
public sealed record Note(string Text, string? Id = null, string? Author = null, DateTimeOffset? CreatedAt = null)
{
    /// <summary>In UTC: the same moment, however it is written, is the same note.</summary>
    public DateTimeOffset? CreatedAt { get; init; } = CreatedAt?.ToUniversalTime();
}

/// <summary>A person in headhuntr.io. What Lever knows of the same person is an opportunity.</summary>
public sealed class Candidate
{
    public required string AccountId { get; init; }

    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The stage in headhuntr.io, such as <c>potential</c>, <c>qualified</c> or <c>interested</c>.</summary>
    public required string Stage { get; init; }

    public string? RequisitionId { get; init; }

    public string? Headline { get; init; }

    public string? Location { get; init; }

    public string[] Emails { get; init; } = [];

    public IReadOnlyList<Phone> Phones { get; init; } = [];

    public string[] Links { get; init; } = [];

    public string[] Tags { get; init; } = [];

    public IReadOnlyList<Note> Notes { get; init; } = [];

    /// <summary>The candidate's page in headhuntr.io.</summary>
    public string? ProfileUrl { get; init; }

    public string? SourcedByMemberId { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Candidate>
    {
        public void Configure(EntityTypeBuilder<Candidate> builder)
        {
            builder.HasKey(candidate => new { candidate.AccountId, candidate.Id });
            builder.HasOne<Account>().WithMany().HasForeignKey(candidate => candidate.AccountId);
            builder.HasIndex(candidate => new { candidate.AccountId, candidate.RequisitionId, candidate.Id });
            AsJson(builder.Property(candidate => candidate.Phones));
            AsJson(builder.Property(candidate => candidate.Notes));
        }

        private static void AsJson<T>(PropertyBuilder<IReadOnlyList<T>> property) => property
            .HasColumnType("jsonb")
            .HasConversion(
                list => JsonSerializer.Serialize(list, Json.Options),
                json => JsonSerializer.Deserialize<T[]>(json, Json.Options)!,
                new ValueComparer<IReadOnlyList<T>>(
                    (one, other) => one!.SequenceEqual(other!), list => list.Count, list => list));
    }
}

/// <summary>The résumé of a candidate. Lever takes one only with the call that creates the opportunity.</summary>
public sealed class Resume
{
    /// <summary>The largest file that is taken, in bytes; Lever's own limit for files.</summary>
    public const int MaxBytes = 30 * 1024 * 1024;

    public required string AccountId { get; init; }

    public required string CandidateId { get; init; }

    public required string FileName { get; init; }

    public required string ContentType { get; init; }

    public required byte[] Content { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Resume>
    {
        public void Configure(EntityTypeBuilder<Resume> builder)
        {
            builder.HasKey(resume => new { resume.AccountId, resume.CandidateId });
            builder.HasOne<Candidate>().WithOne()
                .HasForeignKey<Resume>(resume => new { resume.AccountId, resume.CandidateId })
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}
