namespace Lever.Sandbox.Api;

/// <summary>Lever's words for what only people with the grant may see.</summary>
internal static class Confidentiality
{
    public const string Open = "non-confidential";

    public const string Confidential = "confidential";

    /// <summary>Whether a list asked for with this <c>confidentiality</c> holds an object with that one.</summary>
    public static bool Shows(string? asked, string has) => asked switch
    {
        null or Open => has == Open,
        Confidential => has == Confidential,
        "all" => true,
        _ => throw Refusal.BadRequest($"Unknown confidentiality: {asked}"),
    };
}
