using System.ComponentModel.DataAnnotations;

namespace Integration.Api.Access;

/// <summary>The addresses under which browsers and Lever reach the product, without a trailing slash.</summary>
internal sealed class PublicUrls
{
    public const string Section = "PublicUrls";

    /// <summary>Of Integration.Ui.</summary>
    [Required]
    public Uri Ui { get; init; } = new("http://localhost:5080");

    /// <summary>Of Integration.Api: the OAuth redirect URI and the webhooks' endpoint URL are built from it.</summary>
    [Required]
    public Uri Api { get; init; } = new("http://localhost:5081");

    public string UiOrigin => Ui.GetLeftPart(UriPartial.Authority);

    public string ApiOrigin => Api.GetLeftPart(UriPartial.Authority);

    /// <param name="path">Starts with a slash.</param>
    public string OfUi(string path) => Ui.OriginalString.TrimEnd('/') + path;

    /// <param name="path">Starts with a slash.</param>
    public string OfApi(string path) => Api.OriginalString.TrimEnd('/') + path;
}
