using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Integration.Tests.Browser;

/// <summary>
/// Holds one page after the other, in every state, against the accessibility rules, and looks for what sticks out of the window: wide and
/// narrow, light and dark. Asked for by the variable SCREENSHOTS, which names a folder, it also keeps a picture of each.
/// </summary>
internal sealed class Gallery
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("SCREENSHOTS");

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    private const string LayoutShift =
        """
        () => new Promise(done => {
          let sum = 0;
          new PerformanceObserver(list => { for (const entry of list.getEntries()) sum += entry.value; }).observe({ type: 'layout-shift', buffered: true });
          requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
        })
        """;

    /// <summary>WCAG 2.2 A and AA, and what the tool's makers call good practice.</summary>
    private static readonly object Rules = new { type = "tag", values = new[] { "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice" } };

    private static readonly object Colours = new { type = "rule", values = new[] { "color-contrast", "link-in-text-block" } };

    // All rules where the layout or the colours are new, and those about colours where only these are.
    private static readonly (int Width, ColorScheme Scheme, object Rules)[] Looks =
        [(1280, ColorScheme.Light, Rules), (1280, ColorScheme.Dark, Colours), (360, ColorScheme.Light, Colours), (360, ColorScheme.Dark, Rules)];

    private readonly List<string> _findings = [];
    private readonly IPage _page;

    public Gallery(IPage page)
    {
        _page = page;
        page.PageError += (_, error) => _findings.Add($"{page.Url}: {error}");
        // What the policy of the page forbids is told here; that a page answers 404 is no finding.
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                _findings.Add($"{page.Url}: {message.Text}");
        };
    }

    /// <summary>What is wrong, a line each.</summary>
    public IReadOnlyList<string> Findings => _findings;

    public IPage Page => _page;

    public async Task ShowAsync(string name, string address)
    {
        await _page.GotoAsync(address);
        var shift = await _page.EvaluateAsync<double>(LayoutShift);
        if (shift > 0.01) _findings.Add($"{name}: the layout shifts by {shift:0.000} while the page is read");
        await LookAsync(name);
    }

    /// <summary>The page as it is now.</summary>
    public async Task LookAsync(string name)
    {
        if (!await _page.EvaluateAsync<bool>("'axe' in window")) await _page.EvaluateAsync(Axe);
        foreach (var (width, scheme, rules) in Looks)
        {
            await _page.SetViewportSizeAsync(width, 860);
            // Without motion, nothing is measured half-way between two colours.
            await _page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            var look = $"{width}-{scheme}".ToLowerInvariant();
            var broken = await _page.EvaluateAsync<string[]>(
                """
                async rules => (await axe.run(document, { runOnly: rules, resultTypes: ['violations'], preload: false })).violations
                  .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map(node => node.html).join(' | ')}`)
                """, rules);
            _findings.AddRange(broken.Select(violation => $"{name} ({look}): {violation}"));

            var content = await _page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            if (content > width) _findings.Add($"{name} ({look}): the page is {content - width} px wider than the window");
            if (Pictures is not null) await _page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, look, $"{name}.png"), FullPage = true });
        }
    }
}
