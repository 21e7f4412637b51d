namespace Integration.Ui;

/// <summary>The addresses by which a browser reaches the product, without a trailing slash.</summary>
public sealed class PublicUrls
{
    /// <summary>The configuration section: <c>PublicUrls__Ui</c>.</summary>
    public const string Section = "PublicUrls";

    /// <summary>The origin of these pages. The API takes changes by cookie only from it.</summary>
    public required Uri Ui { get; init; }

    /// <summary>The value of an <c>Origin</c> header sent from these pages.</summary>
    public string Origin => Ui.GetLeftPart(UriPartial.Authority);
}
