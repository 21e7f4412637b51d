using Microsoft.Playwright;

namespace Integration.Tests.Browser;

/// <summary>What a person works a page with: the mouse, or the keyboard alone, which must always show where it is.</summary>
internal abstract class Hand(IPage page)
{
    protected IPage Page => page;

    public static Hand Of(string means, IPage page) => means == "keyboard" ? new Keyboard(page) : new Mouse(page);

    /// <summary>Presses the button or follows the link of this name.</summary>
    public abstract Task PressAsync(string name);

    /// <summary>Chooses from a select.</summary>
    public abstract Task ChooseAsync(string label, string text);

    private sealed class Mouse(IPage page) : Hand(page)
    {
        public override Task PressAsync(string name) =>
            Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).Or(Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true })).First.ClickAsync();

        public override Task ChooseAsync(string label, string text) => Page.GetByLabel(label).SelectOptionAsync(new SelectOptionValue { Label = text });
    }

    private sealed class Keyboard(IPage page) : Hand(page)
    {
        private const int MostStops = 80;

        /// <summary>Where the focus is by name, and whether it can be seen.</summary>
        private const string Focused =
            """
            () => {
              const at = document.activeElement, style = getComputedStyle(at);
              const name = at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent;
              return { name: name.trim().replace(/\s+/g, ' '), seen: at === document.body || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) };
            }
            """;

        public override async Task PressAsync(string name)
        {
            await GoToAsync(name);
            await Page.Keyboard.PressAsync("Enter");
        }

        public override async Task ChooseAsync(string label, string text)
        {
            await GoToAsync(label);
            await Page.Keyboard.TypeAsync(text);
        }

        private async Task GoToAsync(string name)
        {
            // The heading is there before the styles are, and what cannot be seen yet is no finding.
            await Page.WaitForLoadStateAsync();
            var passed = new List<string>();
            while (passed.Count < MostStops)
            {
                await Page.Keyboard.PressAsync("Tab");
                var focus = await Page.EvaluateAsync<Focus>(Focused);
                Assert.True(focus.Seen, $"Nobody sees that “{focus.Name}” has the focus.");
                if (focus.Name == name) return;

                passed.Add(focus.Name);
            }

            Assert.Fail($"The keyboard does not reach “{name}” on {Page.Url}: {string.Join(" | ", passed)}");
        }

        private sealed record Focus
        {
            public string Name { get; init; } = "";

            public bool Seen { get; init; }
        }
    }
}
