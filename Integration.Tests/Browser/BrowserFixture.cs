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

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string? _missing;

    /// <summary>Where the screenshots of this run are.</summary>
    public static string Screenshots { get; } = Path.Combine(AppContext.BaseDirectory, "screenshots");

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        try
        {
            _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Find(), Args = ["--no-sandbox"] });
        }
        catch (PlaywrightException) when (Find() is null && Microsoft.Playwright.Program.Main(["install", "chromium"]) == 0)
        {
            _browser = await _playwright.Chromium.LaunchAsync(new() { Args = ["--no-sandbox"] });
        }
        catch (PlaywrightException e)
        {
            _missing = $"The browser tests need Chromium, Chrome or Edge on the PATH (on Debian: apt-get install chromium). {e.Message}";
        }
    }

    /// <summary>A new page; without a browser the test is skipped with a sentence that says how to get one, and CI counts that as a failure.</summary>
    public async Task<IPage> OpenAsync(Uri baseUrl, int width = 1280, bool dark = false, bool javaScript = true)
    {
        Assert.SkipWhen(_browser is null, _missing ?? "There is no browser.");
        var context = await _browser!.NewContextAsync(new()
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
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    private static string? Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Concat(UsualPlaces);
        return folders.Where(folder => folder.Length > 0)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)).Prepend(folder))
            .FirstOrDefault(File.Exists);
    }
}
