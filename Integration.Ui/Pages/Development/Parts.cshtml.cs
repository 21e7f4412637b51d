using Integration.Ui.Parts;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Integration.Ui.Pages.Development;

/// <summary>Every part that pages are made of, in its states, beside each other. In Development only.</summary>
public sealed class PartsModel : PageModel
{
    private static readonly string[] Titles =
        ["Backend Engineer", "Product Designer", "Data Analyst", "Site Reliability Engineer", "Recruiter", "Support Lead", "Country Manager"];

    public static IReadOnlyList<Choice> Postings { get; } =
    [
        .. Enumerable.Range(1, 1_000).Select(n => new Choice(
            $"posting-{n}",
            $"{Titles[n % Titles.Length]}{(n < Titles.Length ? "" : $" {n / Titles.Length + 1}")}",
            n % 3 == 0 ? "Engineering · Berlin" : n % 3 == 1 ? "Product · Lisbon" : null)),
    ];
}
