using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Integration.Api.Exports;

/// <summary>The times of the export protocol. Deadline &lt; lease, and a settle window longer than the deadline.</summary>
public sealed class ExportOptions : IValidatableObject
{
    public const string Section = "Exports";

    /// <summary>From the commit of the marker to the moment at which the worker breaks its call off.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long an item belongs to the worker that took it; then another one looks at what became of it.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after the last sign of a call Lever may still carry it out. Only then is an item sent again.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The pause before an uncertain call is looked up for the first time; it grows with each look.</summary>
    public TimeSpan FirstLook { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the queue is looked at when nothing announced itself.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How many items one turn of an account takes at most.</summary>
    [Range(1, 100)]
    public int Batch { get; init; } = 100;

    /// <summary>How many calls one process has under way at most: those of fifty accounts at Lever's full rate, when Lever takes a second.</summary>
    [Range(1, 1_000)]
    public int Concurrency { get; init; } = 512;

    /// <summary>How many MiB the résumés of those calls may take of the memory together.</summary>
    [Range(1, 10_000)]
    public int ResumeMemory { get; init; } = 512;

    /// <summary>What the protocol rests on: nobody sends under a lease that has ended, or while an earlier call may still be carried out.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Deadline <= TimeSpan.Zero || Deadline >= Lease) yield return new("Exports:Deadline must be shorter than Exports:Lease.", [nameof(Deadline)]);
        if (Settle <= Deadline) yield return new("Exports:Settle must be longer than Exports:Deadline.", [nameof(Settle)]);
    }
}

[OptionsValidator]
internal sealed partial class ExportOptionsValidator : IValidateOptions<ExportOptions>;
