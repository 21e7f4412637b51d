using Integration.Ui.Parts;

namespace Integration.Ui.Pages.Setup;

/// <summary>What each failure of the authorization means to the person who tried it, and what to do next.</summary>
public static class AuthorizationErrors
{
    public static Banner Tell(string code) => code switch
    {
        "denied" => new(Tone.Warn, "Lever was not connected: the request was denied.",
            "Either Deny was clicked, or the person who logged in to Lever is not a Super Admin there: only a Super Admin can accept. Log in to Lever as one, or ask one to do it in this browser, and authorize again."),
        "bad-state" => new(Tone.Warn, "Lever's answer came too late, or for the second time.",
            "An authorization is good for ten minutes and counts once. Nothing was stored: authorize again."),
        "wrong-member" => new(Tone.Bad, "This authorization was begun by somebody else.",
            "Only the person who selected Authorize can finish it, in the same browser; otherwise a link could connect somebody else's Lever. Nothing was stored: authorize again yourself."),
        "exchange-failed" => new(Tone.Warn, "Lever did not finish the authorization.",
            "Lever refused, or did not answer. Nothing was stored: wait a moment and authorize again. If it happens again, tell headhuntr.io support."),
        "missing-scope" => new(Tone.Warn, "Lever gave fewer permissions than the integration needs.",
            "Nothing was stored. Authorize again, review the list of requested permissions and accept all of it."),
        "wrong-environment" => new(Tone.Warn, "That was a Lever account of the wrong environment.",
            "Lever's sandbox and its production accounts are kept apart, so that no test ends in a real pipeline. Log out of Lever, authorize again and log in to the right one."),
        "different-lever-account" => new(Tone.Warn, "That is another Lever account than the one connected before.",
            "User mappings, exports and history belong to the earlier one. Log out of Lever and authorize again with the earlier account. Or replace it: the integration then starts afresh with the new account, and what is in the earlier one stays there untouched."),
        "lever-account-in-use" => new(Tone.Warn, "That Lever account is connected to another company on headhuntr.io.",
            "One Lever account belongs to one company. Disconnect it there first, or authorize again with another Lever account."),
        _ => new(Tone.Warn, "Lever was not connected.", "Nothing was stored: authorize again. If it happens again, tell headhuntr.io support."),
    };

    /// <summary>True where going on with the other Lever account is a choice.</summary>
    public static bool OffersReplacement(string? code) => code == "different-lever-account";
}
