using Integration.Tests.Browser;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(BrowserFixture))]

namespace Integration.Tests.Browser;

/// <summary>One Chromium for the whole run, the machine's own or else Playwright's; each test has a context of its own in it.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge", "chrome.exe", "msedge.exe"];

    private static readonly string[] UsualPlaces =
    [
        "/usr/bin", "/usr/local/bin", "/snap/bin", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium", "C:/Program Files/Google/Chrome/Application", "C:/Program Files (x86)/Microsoft/Edge/Application",
    ];

    // Started by the first test that wants it: most runs of a few tests want none.
    private readonly Lazy<Task<Started>> _started = new(StartAsync);

    /// <summary>Where the screenshots of this run are.</summary>
    public static string Screenshots { get; } = Path.Combine(AppContext.BaseDirectory, "screenshots");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A new page; without a browser the test is skipped with a sentence that says how to get one, and CI counts that as a failure.</summary>
    public async Task<IPage> OpenAsync(Uri baseUrl, int width = 1280, bool dark = false, bool javaScript = true)
    {
        var (_, browser, missing) = await _started.Value;
        Assert.SkipWhen(browser is null, missing ?? "There is no browser.");
        var context = await browser!.NewContextAsync(new()
        {
            BaseURL = baseUrl.ToString(),
            ViewportSize = new() { Width = width, Height = 860 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            JavaScriptEnabled = javaScript,
        });
        return await context.NewPageAsync();
    }

    /// <summary>Keeps a picture of the whole page in the test output.</summary>
    public static Task ShootAsync(IPage page, string name) =>
        page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots, $"{name}.png"), FullPage = true });

    public async ValueTask DisposeAsync()
    {
        if (!_started.IsValueCreated) return;

        var (playwright, browser, _) = await _started.Value;
        if (browser is not null) await browser.DisposeAsync();
        playwright.Dispose();
    }

    private static async Task<Started> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        try
        {
            return new(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Find(), Args = ["--no-sandbox"] }));
        }
        catch (PlaywrightException) when (Find() is null && Microsoft.Playwright.Program.Main(["install", "chromium"]) == 0)
        {
            return new(playwright, await playwright.Chromium.LaunchAsync(new() { Args = ["--no-sandbox"] }));
        }
        catch (PlaywrightException e)
        {
            return new(playwright, null, $"The browser tests need Chromium, Chrome or Edge on the PATH (on Debian: apt-get install chromium). {e.Message}");
        }
    }

    private static string? Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Concat(UsualPlaces);
        return folders.Where(folder => folder.Length > 0)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)).Prepend(folder))
            .FirstOrDefault(File.Exists);
    }

    /// <param name="Browser">Null when there is none on this machine.</param>
    private sealed record Started(IPlaywright Playwright, IBrowser? Browser, string? Missing = null);
}
