using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Integration.Api.Lever;

/// <summary>Where Lever is, as which app we call it, and how fast.</summary>
public sealed class LeverOptions
{
    public const string Section = "Lever";

    /// <summary>The Data API, with a trailing slash.</summary>
    [Required]
    public Uri ApiUrl { get; init; } = new("https://api.lever.co/v1/");

    /// <summary>The authorization server, with a trailing slash: <c>authorize</c> and <c>oauth/token</c> are below it.</summary>
    [Required]
    public Uri AuthUrl { get; init; } = new("https://auth.lever.co/");

    /// <summary>What the access tokens are for. Exact, with a trailing slash: without it Lever offers one scope only.</summary>
    [Required]
    public string Audience { get; init; } = "https://api.lever.co/v1/";

    /// <summary>Of the OAuth app registered with Lever.</summary>
    [Required]
    public string ClientId { get; init; } = "";

    /// <summary>Of the OAuth app registered with Lever.</summary>
    [Required]
    public string ClientSecret { get; init; } = "";

    /// <summary>Lever's documented rate for one key, shared by everything we do in one Lever account.</summary>
    [Range(0.1, 1_000)]
    public double RequestsPerSecond { get; init; } = 10;

    /// <summary>How many requests Lever takes at once after a pause.</summary>
    [Range(1, 1_000)]
    public int Burst { get; init; } = 20;

    /// <summary>How long one call may take before its outcome counts as unknown.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(20);
}

[OptionsValidator]
internal sealed partial class LeverOptionsValidator : IValidateOptions<LeverOptions>;
