using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Integration.Ui.Pages.Setup;

/// <summary>Checks of pasted signature tokens. tokens.js says the same while they are pasted.</summary>
public static partial class SignatureTokens
{
    public const string WrongShape = "This is not a signature token: it is one long word of letters and digits. Copy it again in Lever.";
    public const string Twice = "Each webhook has a token of its own. This one is pasted at";

    /// <summary>The pasted tokens without the empty fields; what is wrong with them goes to the model state.</summary>
    public static Dictionary<string, string?> Check(
        IReadOnlyDictionary<string, string?> pasted, ModelStateDictionary state, Func<string, string> field)
    {
        var tokens = pasted.Where(p => !string.IsNullOrWhiteSpace(p.Value)).ToDictionary(p => p.Key, p => (string?)p.Value!.Trim());
        foreach (var (@event, token) in tokens)
        {
            if (!Shape().IsMatch(token!)) state.AddModelError(field(@event), WrongShape);
            else if (tokens.FirstOrDefault(other => other.Key != @event && other.Value == token).Key is { } twin)
                state.AddModelError(field(@event), $"{Twice} {LeverEvents.NameOf(twin)}.");
        }

        return tokens;
    }

    [GeneratedRegex("^[0-9a-zA-Z]{32,128}$")]
    private static partial Regex Shape();
}
